// Shows what the server says of itself, beside this file's folder: a proxy may offer both below a path of its own.
// The validator is off: it would send the document to somebody else's server.
SwaggerUIBundle({
  url: new URL('../openapi.json', document.currentScript.src).pathname,
  dom_id: '#docs',
  deepLinking: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: false,
  validatorUrl: null,
});
