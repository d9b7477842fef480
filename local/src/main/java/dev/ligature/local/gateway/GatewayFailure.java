package dev.ligature.local.gateway;

/** The cases in which API Gateway answers itself, with the status and message it has for each. */
enum GatewayFailure {
  MISSING_AUTHENTICATION_TOKEN(403, "Missing Authentication Token"),
  BAD_REQUEST_PARAMETERS(400, "Bad Request"),
  REQUEST_TOO_LARGE(413, "Request Too Long"),
  THROTTLED(429, "Too Many Requests"),
  INTEGRATION_TIMEOUT(504, "Endpoint request timed out"),
  // What a function failed to answer has no type of its own: it is a 502 of DEFAULT_5XX.
  DEFAULT_5XX(502, "Internal server error");

  private final int status;
  private final String message;

  GatewayFailure(int status, String message) {
    this.status = status;
    this.message = message;
  }

  int status() {
    return status;
  }

  String message() {
    return message;
  }

  /** The type whose declared response is used where this one has none. */
  String fallback() {
    return status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX";
  }
}
