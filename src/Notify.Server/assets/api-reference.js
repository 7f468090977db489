// Shows the API's description. Nothing is asked of another host: no fonts, no telemetry, no proxy for trying requests.
Scalar.createApiReference('#reference', {
  url: '/v2/openapi.json',
  withDefaultFonts: false,
  telemetry: false,
  defaultOpenAllTags: true,
  showDeveloperTools: 'never',
  hideClientButton: true,
  hideTestRequestButton: true,
  agent: { disabled: true },
  mcp: { disabled: true }
})
