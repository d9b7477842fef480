package dev.ligature.infra;

import dev.ligature.api.Route;
import dev.ligature.bucket.BucketFolder;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.apigateway.AccessLogFormat;
import software.amazon.awscdk.services.apigateway.AuthorizationType;
import software.amazon.awscdk.services.apigateway.EndpointType;
import software.amazon.awscdk.services.apigateway.LambdaIntegration;
import software.amazon.awscdk.services.apigateway.LambdaIntegrationOptions;
import software.amazon.awscdk.services.apigateway.LogGroupLogDestination;
import software.amazon.awscdk.services.apigateway.MethodLoggingLevel;
import software.amazon.awscdk.services.apigateway.MethodOptions;
import software.amazon.awscdk.services.apigateway.RequestValidator;
import software.amazon.awscdk.services.apigateway.Resource;
import software.amazon.awscdk.services.apigateway.RestApi;
import software.amazon.awscdk.services.apigateway.StageOptions;
import software.amazon.awscdk.services.lambda.Function;
import software.constructs.Construct;

/** The REST API: the routes of {@link Route}, each to the function that it names. */
final class Api extends Construct {

  /** Below API Gateway's 29 seconds, so that our own answer arrives rather than its 504. */
  static final int FUNCTION_SECONDS = 28;

  private static final int GATEWAY_SECONDS = 29;

  private static final Handler READER =
      new Handler(
          "ReadHandler",
          "Answers every GET",
          Duration.seconds(FUNCTION_SECONDS),
          BucketFolder.Role.READ,
          false);

  private static final Handler WRITER =
      new Handler(
          "WriteHandler",
          "Answers every request that may change something",
          Duration.seconds(FUNCTION_SECONDS),
          BucketFolder.Role.WRITE,
          true);

  private final RestApi api;

  Api(Construct scope, String id, FunctionFactory factory) {
    super(scope, id);
    Function reader = factory.function(this, "Read", READER);
    Function writer = factory.function(this, "Write", WRITER);
    this.api = restApi(factory);
    MethodOptions validated =
        MethodOptions.builder()
            .authorizationType(AuthorizationType.IAM)
            .requestValidator(
                RequestValidator.Builder.create(this, "Validator")
                    .restApi(api)
                    .validateRequestBody(true)
                    .validateRequestParameters(true)
                    .build())
            .build();
    addRoutes(integration(reader), integration(writer), validated);
    GatewayProblems.declareIn(api);
    accept(reader, writer);
  }

  /**
   * Every route leads to its function. Any other method on the path of a route leads to the writer:
   * it answers HEAD as GET, and tells the methods that the path takes. Paths without a route are
   * answered by the gateway itself.
   */
  private void addRoutes(
      LambdaIntegration reads, LambdaIntegration writes, MethodOptions validated) {
    for (String path : Route.paths()) {
      Resource resource = api.getRoot().resourceForPath(path);
      for (Route route : Route.at(path)) {
        switch (route.function()) {
          case READ -> resource.addMethod(route.method().name(), reads, validated);
          case WRITE -> {} // as any other method of the path
        }
      }
      resource.addMethod("ANY", writes, validated);
    }
  }

  String url() {
    return api.getUrl();
  }

  private RestApi restApi(FunctionFactory factory) {
    return RestApi.Builder.create(this, "RestApi")
        .restApiName("Ligature")
        .description("Entities, relationships, cascade jobs")
        .endpointTypes(List.of(EndpointType.REGIONAL))
        .cloudWatchRole(true)
        .deployOptions(
            StageOptions.builder()
                .stageName("api")
                .metricsEnabled(true)
                .loggingLevel(MethodLoggingLevel.ERROR)
                // Bodies are the users' data and stay out of the logs.
                .dataTraceEnabled(false)
                .accessLogDestination(
                    new LogGroupLogDestination(factory.logGroup(this, "AccessLogs")))
                .accessLogFormat(AccessLogFormat.jsonWithStandardFields())
                .build())
        .build();
  }

  private static LambdaIntegration integration(Function function) {
    return new LambdaIntegration(
        function,
        LambdaIntegrationOptions.builder()
            .proxy(true)
            .timeout(Duration.seconds(GATEWAY_SECONDS))
            // One permission for the API, not one for each of the methods.
            .scopePermissionToMethod(false)
            .build());
  }

  private void accept(Function reader, Function writer) {
    Nag.accept(reader.getRole(), List.of(Nag.prefixes()));
    Nag.accept(writer.getRole(), List.of(Nag.prefixes()));
    Nag.accept(
        api,
        List.of(
            Nag.reason(
                "AwsSolutions-COG4",
                "Callers are authorized by IAM (SigV4) on every method; no user pool is involved."),
            Nag.reason(
                "AwsSolutions-APIG3",
                "Only IAM-signed requests get past the gateway; a web ACL costs a fixed monthly fee"
                    + " and can be attached to the stage by who wants one."),
            Nag.reason(
                "AwsSolutions-IAM4",
                "API Gateway's account-wide role for its logs: AWS's managed policy is the"
                    + " documented one and follows the service.")));
  }
}
