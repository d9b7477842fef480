package dev.ligature.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.ligature.InProcessQueue;
import dev.ligature.cascade.graph.OrphanNotes;
import dev.ligature.store.Step;
import dev.ligature.store.Steps;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.ligature");

  /** From the ground up: each floor may import those before it, and none after it. */
  private static final List<String> FLOORS =
      List.of(
          "schema",
          "store",
          "bucket",
          "data.generation",
          "data.write",
          "data.read",
          "data",
          "cascade.job",
          "cascade.graph",
          "cascade.effect",
          "cascade.plan",
          "cascade",
          "sweep",
          "audit",
          "engine");

  /** What has parts that a program has once. */
  private static final Set<String> WIRED =
      Set.of(
          "EntityService",
          "CascadeHandler",
          "CascadeWorker",
          "JobService",
          "JobProgress",
          "JobRecovery",
          "JobRules",
          "OrphanSweeper",
          "OrphanTreatment",
          "RelatedEntities",
          "TaskDelivery",
          "Audit",
          "Reindex");

  /** By class, the members that read a clock, roll dice or wait; "*" stands for all of them. */
  private static final Map<String, Set<String>> UNSEEDED =
      Map.ofEntries(
          Map.entry("java.time.Instant", Set.of("now")),
          Map.entry("java.time.LocalDate", Set.of("now")),
          Map.entry("java.time.LocalDateTime", Set.of("now")),
          Map.entry("java.time.OffsetDateTime", Set.of("now")),
          Map.entry("java.time.ZonedDateTime", Set.of("now")),
          Map.entry("java.time.Clock", Set.of("systemUTC", "systemDefaultZone", "system")),
          Map.entry("java.time.InstantSource", Set.of("system")),
          Map.entry("java.lang.System", Set.of("currentTimeMillis", "nanoTime", "getenv")),
          Map.entry("java.lang.Math", Set.of("random")),
          Map.entry("java.lang.Thread", Set.of("sleep", "ofVirtual", "ofPlatform", "<init>")),
          Map.entry("java.util.UUID", Set.of("randomUUID")),
          Map.entry("java.util.concurrent.ThreadLocalRandom", Set.of("*")),
          Map.entry("java.util.concurrent.Executors", Set.of("*")),
          Map.entry("java.util.concurrent.ForkJoinPool", Set.of("*")),
          Map.entry("java.security.SecureRandom", Set.of("*")),
          Map.entry("com.github.f4b6a3.uuid.UuidCreator", Set.of("*")));

  private static final DescribedPredicate<JavaAccess<?>> READS_THE_REAL_WORLD =
      describe(
          "a clock, a source of randomness, a thread or a wait that no seed decides",
          access -> {
            String owner = access.getTargetOwner().getName();
            Set<String> members = UNSEEDED.getOrDefault(owner, Set.of());
            return members.contains("*")
                || members.contains(access.getName())
                || isUnseededRandom(access, owner);
          });

  private static final ArchRule ONLY_THE_SYSTEM_PACKAGE_READS_THE_REAL_WORLD =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.ligature.store.system..")
          .and()
          // Real threads are what it is for; simulations bring their own queue in its place.
          .doNotBelongToAnyOf(InProcessQueue.class)
          .should()
          .accessTargetWhere(READS_THE_REAL_WORLD)
          .because(
              "the simulation decides time, ids, randomness and order by seed, or proves nothing");

  static List<String> floors() {
    return FLOORS.subList(0, FLOORS.indexOf("engine"));
  }

  @ParameterizedTest
  @MethodSource("floors")
  void aFloorImportsOnlyThoseBelowIt(String floor) {
    String[] above =
        FLOORS.subList(FLOORS.indexOf(floor) + 1, FLOORS.size()).stream()
            .map(ArchitectureTest::packages)
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(packages(floor))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(above)
        .check(CORE);
  }

  /** A floor that has rooms of its own stands above them. */
  private static String packages(String floor) {
    boolean hasRooms = FLOORS.stream().anyMatch(each -> each.startsWith(floor + "."));
    return "dev.ligature." + floor + (hasRooms ? "" : "..");
  }

  @Test
  void noFloorKnowsTheCompositionRoot() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.ligature")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.ligature")
        .check(CORE);
  }

  /**
   * What the engine puts together nobody else does, or two of a program would not know the same.
   */
  @Test
  void onlyTheEngineWires() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.ligature.engine")
        .should()
        .callConstructorWhere(
            describe(
                "the constructor of a part that the engine puts together",
                call ->
                    WIRED.contains(call.getTargetOwner().getSimpleName())
                        && !call.getOriginOwner().equals(call.getTargetOwner())))
        .check(CORE);
  }

  @Test
  void thePlanAndTheEffectDoNotNeedEachOther() {
    noClasses()
        .that()
        .resideInAPackage("dev.ligature.cascade.plan..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.ligature.cascade.effect..")
        .check(CORE);
  }

  @Test
  void theAuditAndTheSweepDoNotNeedEachOther() {
    noClasses()
        .that()
        .resideInAPackage("dev.ligature.sweep..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.ligature.audit..")
        .check(CORE);
    noClasses()
        .that()
        .resideInAPackage("dev.ligature.audit..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.ligature.sweep..")
        .check(CORE);
  }

  @Test
  void howADeleteIsPlannedAndDoneIsTheCascadesOwnBusiness() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.ligature.cascade..")
        .and()
        .resideOutsideOfPackages("dev.ligature.sweep..", "dev.ligature.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.ligature.cascade.plan..",
            "dev.ligature.cascade.effect..",
            "dev.ligature.cascade.graph..")
        .check(CORE);
    noClasses()
        .that()
        .resideInAPackage("dev.ligature.sweep..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "dev.ligature.cascade.plan..",
                    "dev.ligature.cascade.effect..",
                    "dev.ligature.cascade.graph..")
                .and(not(belongToAnyOf(OrphanNotes.class))))
        .because("the notes of orphans are written for the sweeper, and nothing else is")
        .check(CORE);
  }

  @Test
  void onlyTestsLeaveStepsOfTheProtocolsOut() {
    noClasses()
        .should()
        .callMethod(Steps.class, "without", Step.class)
        .because("a protocol without one of its steps is broken: that is what the steps are for")
        .check(CORE);
  }

  @Test
  void noPackageTakesPartInACycle() {
    slices().matching("dev.ligature.(**)").should().beFreeOfCycles().check(CORE);
  }

  @Test
  void clocksDiceThreadsAndWaitsAreInjected() {
    ONLY_THE_SYSTEM_PACKAGE_READS_THE_REAL_WORLD.check(CORE);
  }

  @ParameterizedTest
  @ValueSource(classes = {ByCall.class, ByReference.class, ByUnseededRandom.class})
  void thatRuleSeesTheCarelessWayToo(Class<?> careless) {
    JavaClasses imported = new ClassFileImporter().importClasses(careless);
    assertThat(ONLY_THE_SYSTEM_PACKAGE_READS_THE_REAL_WORLD.evaluate(imported).hasViolation())
        .isTrue();
  }

  @Test
  void coreKnowsNoLambdaNoHttpAndNoCdk() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "com.amazonaws..",
            "software.amazon.awscdk..",
            "software.constructs..",
            "com.sun.net.httpserver..",
            "java.net.http..",
            "jakarta.servlet..")
        .check(CORE);
  }

  @Test
  void onlyTheS3StoreKnowsTheSdk() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.ligature.store.s3..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("software.amazon.awssdk..")
        .because("core reaches S3 through ObjectStore alone, so the simulation can stand in for it")
        .check(CORE);
  }

  @Test
  void nothingInCorePrints() {
    noClasses()
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .check(CORE);
  }

  @Test
  void everyPackageSaysThatNullIsTheException() {
    assertThat(CORE.stream().map(JavaClass::getPackage).distinct())
        .isNotEmpty()
        .allMatch(
            (JavaPackage each) -> each.isAnnotatedWith(NullMarked.class), "annotated @NullMarked");
  }

  private static boolean isUnseededRandom(JavaAccess<?> access, String owner) {
    return owner.equals(Random.class.getName())
        && access.getName().equals("<init>")
        && access.getTarget().getFullName().endsWith("()");
  }

  static final class ByCall {
    String id() {
      return UUID.randomUUID().toString();
    }
  }

  static final class ByReference {
    Supplier<Instant> clock() {
      return Instant::now;
    }
  }

  static final class ByUnseededRandom {
    int dice() {
      return new Random().nextInt();
    }
  }
}
