// The form for one field of a file, as the editor asks for it.
import { complaints, isEmpty, placeOf } from './answers.js';
import { Answer, goToFirstWrong, Help, MANY, NONE } from './fields.js';
import { Deadlines, Report } from './report.js';

// `forget` takes away what the editor has said of earlier saves.
const { React, forget, fromJS } = globalThis.tiltakDecap;
const { createElement: h } = React;

/**
 * What the editor gives a control; `field`, `value` and the entry are of the package `immutable`.
 * @typedef {{ field: any, value: any, getEntry?: () => any, forID: string, parentIds: string[], onChange: (value: any) => void }} Given
 */

// What the editor asks of a control: a value in, changes out, and whether it is valid.
/** @extends {React.Component<Given, { wrong: Map<string, string> }>} */
export class Control extends React.Component {
  state = { wrong: NONE };
  /** @type {any} */
  field;
  /** @type {Field | undefined} */
  made;
  /** @type {HTMLElement | null} */
  root = null;

  /** @type {Field} */
  get spec() {
    const { field } = this.props;
    if (this.made && this.field === field) return this.made;
    this.field = field;
    this.made = field.get('spec').toJS();
    return this.spec;
  }

  get value() {
    const { value } = this.props;
    return value?.toJS ? value.toJS() : value;
  }

  // An empty list or group is an answer; the single fields are for the editor to miss.
  getValidateValue = () => ([...MANY, 'group'].includes(this.spec.type) ? 'answered' : undefined);

  // Whether the whole file is new.
  get fresh() {
    return Boolean(this.props.getEntry?.()?.get('newRecord'));
  }

  // What was first promised in the measure: a message after that day may have to say why nothing has begun.
  get promises() {
    const { getEntry } = this.props;
    return (
      (this.spec.explain &&
        getEntry?.()
          ?.getIn(['data', 'milestones'])
          ?.toJS()
          .map((/** @type {Value} */ milestone) => milestone.baseline)) ||
      []
    );
  }

  // What the measure is called: its number and its title.
  get about() {
    const data = this.props.getEntry?.()?.get('data');
    return { number: data?.get('number'), title: data?.get('title') };
  }

  // What is wrong with an answer, and with days that were typed and do not exist: those look like no answer.
  /** @type {(answer: Value) => Map<string, string>} */
  faults(answer) {
    const wrong = complaints(this.spec, answer, '', { promises: this.promises, fresh: this.fresh });
    /** @type {NodeListOf<HTMLInputElement> | undefined} */
    const days = this.root?.querySelectorAll('input[type=date]');
    for (const field of days ?? []) {
      if (field.validity.badInput)
        wrong.set(field.dataset.path ?? '', 'Datoen er ikke hel, eller den finnes ikke. Rett den, eller tøm feltet.');
    }
    return wrong;
  }

  isValid = () => {
    forget(); // a new try to save: what was said of the last one is no longer true
    const wrong = this.faults(this.value);
    // The editor itself says that a single field is missing; here it is only marked.
    if (this.spec.required && isEmpty(this.value) && !MANY.includes(this.spec.type) && !wrong.has(''))
      wrong.set('', '');
    this.setState({ wrong });
    if (wrong.size) goToFirstWrong();
    const first = [...wrong.values()].find(Boolean);
    return first ? { error: { type: 'CUSTOM', parentIds: this.props.parentIds, message: first } } : { error: false };
  };

  // What the check says of this field in what was sent.
  refused = (/** @type {CustomEvent<Refusal>} */ { detail }) => {
    const wrong = new Map();
    for (const problem of detail.problems) {
      const [name, ...keys] = problem.keys;
      if (name !== this.spec.name) continue;
      const place = placeOf(this.spec, this.value, keys);
      wrong.set(place, [wrong.get(place), problem.words].filter(Boolean).join(' '));
    }
    if (!wrong.size) return;
    detail.marking.push(new Promise((marked) => this.setState({ wrong }, () => marked(undefined))));
    goToFirstWrong();
  };

  componentDidMount() {
    addEventListener('tiltak:refused', this.refused);
  }

  componentWillUnmount() {
    removeEventListener('tiltak:refused', this.refused);
  }

  change = (/** @type {Value} */ answer) => {
    if (this.state.wrong.size) this.setState({ wrong: this.faults(answer) });
    this.props.onChange(fromJS(answer));
  };

  render() {
    const { forID } = this.props;
    const { spec } = this;
    const Round = spec.round && !this.fresh ? { status: Report, milestones: Deadlines }[spec.name] : undefined;
    const single = !['group', 'list', 'several', 'source'].includes(spec.type);
    return h(
      'div',
      {
        className: `tiltak-form tiltak-${spec.type}`,
        ref: (/** @type {HTMLElement | null} */ root) => {
          this.root = root;
        },
        // The editor's own label names a single field; a group is named here.
        ...(single ? {} : { role: 'group', 'aria-label': spec.label }),
      },
      !Round && h(Help, { id: `${forID}-help`, spec, value: this.value, wrong: this.state.wrong.get('') }),
      h(/** @type {any} */ (Round ?? Answer), {
        id: forID,
        spec,
        value: this.value,
        onChange: this.change,
        path: '',
        wrong: this.state.wrong,
        promises: this.promises,
        fresh: this.fresh,
        label: spec.label,
        required: spec.required,
        describedBy: single ? `${forID}-help` : undefined,
        about: this.about,
      }),
    );
  }
}
