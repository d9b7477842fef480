package dev.ligature.store.s3;

import dev.ligature.store.DeleteOutcome;
import dev.ligature.store.StoreException;
import dev.ligature.store.StoreException.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Error;

/** Sorts what S3 and the way to it can answer into who must act, and whether a write may count. */
final class S3Errors {

  /** Refused before anything was done, for now. */
  private static final Set<String> THROTTLING =
      Set.of(
          "SlowDown",
          "Throttling",
          "ThrottlingException",
          "RequestLimitExceeded",
          "TooManyRequestsException");

  /** Damaged on the way, and refused for it. */
  private static final Set<String> DAMAGED =
      Set.of("BadDigest", "IncompleteBody", "XAmzContentSHA256Mismatch");

  /** Answers of status 400 that no other key or body would fix. */
  private static final Set<String> OURS =
      Set.of(
          "AuthorizationHeaderMalformed",
          "AuthorizationQueryParametersError",
          "ExpiredToken",
          "IllegalLocationConstraintException",
          "InvalidBucketName",
          "InvalidToken",
          "TokenRefreshRequired");

  /** For one key of a batch: it was not tried, or gave way to another write. Try it again. */
  private static final Set<String> KEY_NOT_TRIED =
      Set.of("SlowDown", "ServiceUnavailable", "ConditionalRequestConflict", "OperationAborted");

  private S3Errors() {}

  /** Whether S3 said that no object stands at the key. A missing bucket is something else. */
  static boolean isMissingKey(SdkException e) {
    return e instanceof AwsServiceException s
        && s.statusCode() == 404
        && (code(s).equals("NoSuchKey") || code(s).equals("NotFound"));
  }

  /** Whether S3 said that the condition of the request did not hold. */
  static boolean isPreconditionFailed(SdkException e) {
    return e instanceof AwsServiceException s && s.statusCode() == 412;
  }

  /** Whether S3 said that the moment of the signature is too far from its own time. */
  static boolean isExpired(SdkException e) {
    return e instanceof AwsServiceException s && code(s).equals("RequestTimeTooSkewed");
  }

  /** What became of a key that DeleteObjects reports as an error. */
  static DeleteOutcome outcomeOf(S3Error error) {
    String code = error.code() == null ? "" : error.code();
    if (KEY_NOT_TRIED.contains(code)) {
      return DeleteOutcome.THROTTLED;
    }
    if (code.equals("InternalError")) {
      return DeleteOutcome.FAILED;
    }
    // General purpose buckets give names, directory buckets the status and its words.
    if (code.equals("NoSuchKey") || code.startsWith("404")) {
      return DeleteOutcome.MISSING;
    }
    if (code.equals("PreconditionFailed") || code.startsWith("412")) {
      return DeleteOutcome.CHANGED;
    }
    // Other keys of the batch may have been deleted.
    throw StoreException.uncertain(
        code.equals("KeyTooLongError") ? Kind.CALLER : Kind.OURS,
        "DELETE " + error.key() + " in a batch: " + code + ": " + error.message(),
        null);
  }

  /** The port's exception for a call that gave no outcome. */
  static StoreException sort(SdkException e, String what, String key) {
    String call = what + " " + key + ": ";
    return e instanceof AwsServiceException s ? answered(s, call) : unanswered(e, call);
  }

  private static StoreException answered(AwsServiceException e, String call) {
    String code = code(e);
    int status = e.statusCode();
    String message =
        call + status + " " + code + ": " + text(e) + " (request " + e.requestId() + ")";
    if (THROTTLING.contains(code) || status == 429) {
      return StoreException.notApplied(Kind.RETRY, message, e);
    }
    if (code.equals("OperationAborted") || DAMAGED.contains(code)) {
      return StoreException.notApplied(Kind.RETRY, message, e);
    }
    if (status == 409) {
      return StoreException.notApplied(Kind.CONFLICT, message, e);
    }
    if (code.equals("RequestTimeout") || status == 408) {
      return StoreException.uncertain(Kind.RETRY, message, e);
    }
    if (status >= 500 && status != 501) {
      return StoreException.uncertain(Kind.RETRY, message, e);
    }
    if ((status == 400 && !OURS.contains(code)) || status == 413 || status == 414) {
      return StoreException.notApplied(Kind.CALLER, message, e);
    }
    return StoreException.notApplied(Kind.OURS, message, e);
  }

  private static StoreException unanswered(SdkException e, String call) {
    String message = call + text(e);
    if (e instanceof AbortedException) {
      // The SDK takes the interrupt off the thread; whoever sent it wants the thread to end.
      Thread.currentThread().interrupt();
      return StoreException.uncertain(Kind.RETRY, message, e);
    }
    boolean network =
        e instanceof ApiCallTimeoutException
            || e instanceof ApiCallAttemptTimeoutException
            || e.retryable();
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (neverLeft(cause)) {
        return StoreException.notApplied(Kind.RETRY, message, e);
      }
      // A process that was stopped for a while finds its own time-outs expired, and calls
      // cancelled.
      network |= cause instanceof IOException || cause instanceof CancellationException;
    }
    if (network) {
      return StoreException.uncertain(Kind.RETRY, message, e);
    }
    // What is not the network's fault, such as credentials that cannot be had, failed before it. Of
    // what the SDK did not expect itself nobody knows.
    boolean unexpected =
        e.getCause() instanceof RuntimeException cause && !(cause instanceof SdkException);
    return unexpected
        ? StoreException.uncertain(Kind.OURS, message, e)
        : StoreException.notApplied(Kind.OURS, message, e);
  }

  /** Whether it means that no connection was had, so that nothing was sent. */
  private static boolean neverLeft(Throwable cause) {
    return cause instanceof ConnectException
        || cause instanceof ConnectTimeoutException
        || cause instanceof ConnectionRequestTimeoutException
        || cause instanceof NoRouteToHostException
        || cause instanceof UnknownHostException;
  }

  private static String code(AwsServiceException e) {
    String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
    return code == null ? "" : code;
  }

  private static String text(SdkException e) {
    if (e instanceof AwsServiceException s && s.awsErrorDetails() != null) {
      return String.valueOf(s.awsErrorDetails().errorMessage());
    }
    return String.valueOf(e.getMessage());
  }
}
