// Stands in for parts of Decap that are never used here: other file formats, pictures, previews, and the
// check of its configuration, which compiles code as it runs; ours is made by tiltak.forms.editor and
// tested there.
export default {};
export const decode = undefined;
export const encode = undefined;
export const vercelStegaDecode = undefined;
export const vercelStegaEncode = undefined;

export function validateConfig() {}

export const DEPLOY_PREVIEW_REQUEST = 'DEPLOY_PREVIEW_REQUEST';
export const DEPLOY_PREVIEW_SUCCESS = 'DEPLOY_PREVIEW_SUCCESS';
export const DEPLOY_PREVIEW_FAILURE = 'DEPLOY_PREVIEW_FAILURE';
export const loadDeployPreview = () => async () => {};
