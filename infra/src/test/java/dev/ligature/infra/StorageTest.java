package dev.ligature.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ligature.bucket.BucketFolder;
import dev.ligature.infra.Synthesized.Resource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

@NeedsNode
class StorageTest {

  private final Synthesized synthesized = Synthesized.withDefaults();
  private final Resource bucket = synthesized.resource("AWS::S3::Bucket", "StorageBucket");

  @Test
  void noBucketCanBeMadePublic() {
    for (Resource each : synthesized.resources("AWS::S3::Bucket")) {
      JsonNode block = each.properties().path("PublicAccessBlockConfiguration");
      for (String way :
          List.of(
              "BlockPublicAcls",
              "BlockPublicPolicy",
              "IgnorePublicAcls",
              "RestrictPublicBuckets")) {
        assertThat(block.path(way).asBoolean()).as(each.logicalId() + " " + way).isTrue();
      }
    }
  }

  @Test
  void entitiesAreVersionedAndEncrypted() {
    assertThat(bucket.properties().at("/VersioningConfiguration/Status").asText())
        .isEqualTo("Enabled");
    assertThat(
            bucket
                .properties()
                .at(
                    "/BucketEncryption/ServerSideEncryptionConfiguration/0"
                        + "/ServerSideEncryptionByDefault/SSEAlgorithm")
                .asText())
        .isEqualTo("AES256");
  }

  @Test
  void theBucketSurvivesTheStack() {
    assertThat(bucket.whole().path("DeletionPolicy").asText()).isEqualTo("Retain");
    assertThat(bucket.whole().path("UpdateReplacePolicy").asText()).isEqualTo("Retain");
  }

  @Test
  void everyBucketRefusesPlainHttp() {
    for (Resource each : synthesized.resources("AWS::S3::Bucket")) {
      assertThat(
              synthesized.resources("AWS::S3::BucketPolicy").stream()
                  .filter(
                      policy ->
                          policy.properties().at("/Bucket/Ref").asText().equals(each.logicalId()))
                  .flatMap(
                      policy -> policy.properties().at("/PolicyDocument/Statement").valueStream()))
          .as(each.logicalId())
          .anyMatch(
              statement ->
                  statement.path("Effect").asText().equals("Deny")
                      && statement.path("Action").asText().equals("s3:*")
                      && statement
                          .at("/Condition/Bool/aws:SecureTransport")
                          .asText()
                          .equals("false"));
    }
  }

  @Test
  void whatWasDeletedIsKeptForTheUndoWindowAndCurrentEntitiesForEver() {
    for (JsonNode rule : bucket.properties().at("/LifecycleConfiguration/Rules")) {
      assertThat(rule.has("ExpirationInDays")).isFalse();
      assertThat(rule.has("ExpirationDate")).isFalse();
    }
    assertThat(daysOfEarlierVersions()).containsEntry("data/", Settings.DEFAULTS.undoDays());
  }

  @Test
  void everyFolderHasARuleForItsEarlierVersions() {
    assertThat(daysOfEarlierVersions())
        .containsExactlyInAnyOrderEntriesOf(
            Arrays.stream(BucketFolder.values())
                .collect(
                    Collectors.toMap(
                        BucketFolder::prefix,
                        folder -> folder.keepsVersions() ? Settings.DEFAULTS.undoDays() : 1)));
  }

  private Map<String, Integer> daysOfEarlierVersions() {
    Map<String, Integer> days = new TreeMap<>();
    for (JsonNode rule : bucket.properties().at("/LifecycleConfiguration/Rules")) {
      if (rule.has("NoncurrentVersionExpiration")) {
        days.put(
            rule.path("Prefix").asText(),
            rule.at("/NoncurrentVersionExpiration/NoncurrentDays").asInt());
      }
    }
    return days;
  }
}
