// The editor's own texts. The locale that comes with it speaks of posts and publishing; here they are
// measures and proposals, and some texts are missing in it.

const ALWAYS = {
  auth: {
    loggingIn: 'Logger inn …',
    loginWithForgejo: 'Logg inn med Gitea eller Forgejo',
    loginWithGitHub: 'Logg inn med GitHub',
    loginWithGitLab: 'Logg inn med GitLab',
  },
  app: {
    header: { content: 'Tiltak', workflow: 'Forslag', media: 'Filer', quickAdd: 'Legg til' },
    app: {
      errorHeader: 'Skjemaet kunne ikke startes',
      configErrors: 'Feil i oppsettet',
      checkConfigYml: 'Bygg nettstedet på nytt, eller meld fra til dem som drifter det.',
      loadingConfig: 'Henter oppsettet …',
      waitingBackend: 'Kobler til …',
    },
    notFoundPage: { header: 'Siden finnes ikke' },
  },
  collection: {
    sidebar: { collections: 'Planer', allCollections: 'Alle planer', searchAll: 'Søk i alt', searchIn: 'Søk i' },
    collectionTop: {
      newButton: 'Legg til %{collectionLabel}',
      newButtonAriaLabel: 'Legg til %{collectionLabel}',
      viewAsList: 'Vis som liste',
      viewAsGrid: 'Vis som kort',
      searchResults: 'Treff på «%{searchTerm}»',
      searchResultsInCollection: 'Treff på «%{searchTerm}» i %{collection}',
      filterBy: 'Vis bare',
      groupBy: 'Grupper etter',
    },
    entries: {
      loadingEntries: 'Henter tiltakene …',
      cachingEntries: 'Henter tiltakene …',
      longerLoading: 'Dette kan ta noen minutter.',
      noEntries: 'Ingen treff',
      unpublishedHeader: 'Forslag som ikke er godkjent',
    },
    groups: { other: 'Andre', negateLabel: 'Ikke %{label}' },
  },
  editor: {
    editorControl: { field: { optional: 'valgfritt', widgetLabel: 'felt' } },
    editorControlPane: {
      widget: {
        required: 'Fyll ut «%{fieldLabel}».',
        regexPattern: '«%{fieldLabel}» kan ikke skrives slik: %{pattern}.',
        processing: '«%{fieldLabel}» behandles.',
      },
    },
    editor: {
      onLeavePage: 'Du har endringer som ikke er lagret. Vil du gå fra siden?',
      onUpdatingWithUnsavedChanges: 'Lagre endringene før du sender dem videre.',
      onPublishingNotReady: 'Sett status til «Klar» først.',
      onPublishingWithUnsavedChanges: 'Lagre endringene først.',
      onPublishing: 'Skal forslaget tas inn i planen?',
      onDeleteUnpublishedChangesWithUnsavedChanges:
        'Forslaget og det du ikke har lagret, blir borte. Vil du fortsette?',
      onDeleteUnpublishedChanges: 'Forslaget blir borte. Vil du fortsette?',
      loadingEntry: 'Henter …',
      confirmLoadBackup: 'Du har endringer fra sist som ikke ble lagret. Vil du hente dem fram?',
    },
    editorToolbar: {
      publishing: 'Tar inn forslaget …',
      publish: 'Ta inn',
      published: 'I planen',
      publishNow: 'Ta inn nå',
      publishAndCreateNew: 'Ta inn, og lag et nytt',
      deleteUnpublishedChanges: 'Slett forslaget',
      deleteUnpublishedEntry: 'Slett forslaget',
      saving: 'Lagrer …',
      deleting: 'Sletter …',
      updating: 'Oppdaterer …',
      backCollection: 'Tilbake til %{collectionLabel}',
      unsavedChanges: 'Endringene er ikke lagret',
      changesSaved: 'Endringene er lagret',
      notSavedYet: 'Ikke lagret ennå',
      draft: 'Kladd',
      inReview: 'Til godkjenning',
      ready: 'Klar',
      statusInfoTooltipDraft: 'Dette er en kladd. Velg «Til godkjenning» når du er ferdig.',
      statusInfoTooltipInReview: 'Forslaget er sendt til godkjenning. Du kan fortsatt endre det.',
    },
    editorInterface: { togglePreview: 'Vis eller skjul forhåndsvisning', toggleScrollSync: 'Rull sammen' },
    editorWidgets: { object: { expand: 'Vis', collapse: 'Skjul' } },
  },
  ui: {
    default: { goBackToSite: 'Tilbake til nettstedet' },
    errorBoundary: {
      title: 'Noe gikk galt',
      details: 'Last siden på nytt. Skjer det igjen, ',
      reportIt: 'meld feilen til dem som lager skjemaet.',
      detailsHeading: 'Detaljer',
    },
    settingsDropdown: { logOut: 'Logg ut', account: 'Brukermeny' },
    toast: {
      onFailToLoadEntries: 'Kunne ikke hente: %{details}',
      onFailToPersist: 'Ikke lagret. %{details}',
      onFailToDelete: 'Ikke slettet. %{details}',
      onFailToUpdateStatus: 'Ikke oppdatert. %{details}',
      missingRequiredField: 'Noe mangler eller er galt. Se feltene som er merket med rødt.',
      entrySaved: 'Lagret som forslag',
      entryPublished: 'Forslaget er tatt inn i planen',
      onFailToPublishEntry: 'Ikke tatt inn. %{details}',
      entryUpdated: 'Oppdatert',
      onDeleteUnpublishedChanges: 'Forslaget er slettet',
      onLoggedOut: 'Du er logget ut. Ta vare på det du har skrevet, og logg inn igjen.',
      onBackendDown: 'Tjenesten der planen ligger, svarer ikke. Se %{details}.',
    },
  },
  workflow: {
    workflow: {
      loading: 'Henter forslagene …',
      workflowHeading: 'Forslag',
      newPost: 'Nytt forslag',
      description:
        '%{smart_count} forslag venter på godkjenning, og %{readyCount} er klare. |||| %{smart_count} forslag venter på godkjenning, og %{readyCount} er klare.',
      dateFormat: 'DD.MM.',
    },
    workflowCard: {
      deleteChanges: 'Slett forslaget',
      deleteNewEntry: 'Slett forslaget',
      publishChanges: 'Ta inn forslaget',
      publishNewEntry: 'Ta inn forslaget',
    },
    workflowList: {
      onDeleteEntry: 'Skal forslaget slettes?',
      onPublishingNotReadyEntry: 'Bare forslag som er klare, kan tas inn.',
      onPublishEntry: 'Skal forslaget tas inn i planen?',
      draftHeader: 'Kladd',
      inReviewHeader: 'Til godkjenning',
      readyHeader: 'Klar',
      currentEntries: '%{smart_count} forslag |||| %{smart_count} forslag',
    },
  },
};

// On this machine's own files a save goes straight into the file.
const LOCALLY = {
  editor: {
    editor: { onPublishing: 'Skal endringene lagres i filen?' },
    editorToolbar: {
      publishing: 'Lagrer …',
      publish: 'Lagre',
      published: 'Lagret',
      publishNow: 'Lagre i filen',
      publishAndCreateNew: 'Lagre, og lag et nytt',
    },
  },
  ui: { toast: { entrySaved: 'Lagret', entryPublished: 'Lagret i filen' } },
};

// What a save has done, and what happens next.
/** @type {(local: boolean) => string[]} */
export function outcome(local) {
  return local
    ? [
        'Lagret på denne maskinen, men ikke publisert.',
        'Gå tilbake til tabellen, og trykk på «Send inn» når du er ferdig. Andre ser endringen når den er godkjent.',
      ]
    : [
        'Lagret som forslag. Planen er ikke endret ennå.',
        'Velg «Til godkjenning» øverst når du er ferdig. Endringen kommer på nettstedet når noen har godkjent den.',
      ];
}

/** @type {(locale: Texts, local: boolean) => Texts} */
export function words(locale, local) {
  return merged(merged(locale, ALWAYS), local ? LOCALLY : {});
}

/** @type {(base: Texts, over: Texts) => Texts} */
function merged(base, over) {
  const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries(
    [...keys].map((key) => {
      const [a, b] = [base[key], over[key]];
      return [key, typeof a === 'object' && typeof b === 'object' ? merged(a, b) : (b ?? a)];
    }),
  );
}
