/**
 * Relational data in one S3 bucket. What a program needs is exported; {@link dev.ligature.Ligature}
 * is where it begins. How references are walked, planned, deleted and kept apart by generation, and
 * how the parts are put together, is out of a program's reach, and changes without notice.
 */
module dev.ligature {
  requires transitive com.fasterxml.jackson.databind;
  requires com.github.f4b6a3.uuid;
  requires static jakarta.validation;
  requires org.apache.httpcomponents.client5.httpclient5;
  requires org.apache.httpcomponents.core5.httpcore5;
  requires static org.jspecify;
  requires software.amazon.awssdk.auth;
  requires software.amazon.awssdk.awscore;
  requires software.amazon.awssdk.core;
  requires software.amazon.awssdk.http;
  requires software.amazon.awssdk.http.apache5;
  requires software.amazon.awssdk.regions;
  requires transitive software.amazon.awssdk.services.s3;

  exports dev.ligature;
  exports dev.ligature.audit;
  exports dev.ligature.cascade;
  exports dev.ligature.cascade.job;
  exports dev.ligature.data;
  exports dev.ligature.data.entity;
  exports dev.ligature.data.read;
  exports dev.ligature.data.write;
  exports dev.ligature.schema;
  exports dev.ligature.store;
  exports dev.ligature.store.s3;
  exports dev.ligature.store.system;
  exports dev.ligature.sweep;

  // Jackson makes what is stored from these.
  opens dev.ligature.cascade.graph to
      com.fasterxml.jackson.databind;
  opens dev.ligature.cascade.job to
      com.fasterxml.jackson.databind;
  opens dev.ligature.cascade.plan to
      com.fasterxml.jackson.databind;
  opens dev.ligature.data.entity to
      com.fasterxml.jackson.databind;
  opens dev.ligature.data.generation to
      com.fasterxml.jackson.databind;
  opens dev.ligature.data.write to
      com.fasterxml.jackson.databind;
  opens dev.ligature.sweep to
      com.fasterxml.jackson.databind;
}
