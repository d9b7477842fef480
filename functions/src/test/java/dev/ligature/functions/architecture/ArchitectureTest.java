package dev.ligature.functions.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Duration;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses FUNCTIONS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.ligature.functions");

  @Test
  void onlyTheWiringKnowsTheSdk() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.ligature.functions.wiring..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("software.amazon.awssdk..", "dev.ligature.store.s3..")
        .because("a handler that calls S3 by itself goes around the protocols")
        .check(FUNCTIONS);
  }

  @Test
  void whatAnswersKnowsNoEventOfTheGateway() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.ligature.functions.api..", "dev.ligature.functions.http..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.amazonaws..", "dev.ligature.functions.gateway..")
        .because("another kind of gateway must cost one mapping, not a second API")
        .check(FUNCTIONS);
  }

  @Test
  void noPackageTakesPartInACycle() {
    slices().matching("dev.ligature.functions.(**)").should().beFreeOfCycles().check(FUNCTIONS);
  }

  @Test
  void noFunctionSleeps() {
    noClasses().should().callMethod(Thread.class, "sleep", long.class).check(FUNCTIONS);
    noClasses().should().callMethod(Thread.class, "sleep", Duration.class).check(FUNCTIONS);
  }

  @Test
  void everyPackageSaysThatNullIsTheException() {
    assertThat(FUNCTIONS.stream().map(JavaClass::getPackage).distinct())
        .isNotEmpty()
        .allMatch(
            (JavaPackage each) -> each.isAnnotatedWith(NullMarked.class), "annotated @NullMarked");
  }
}
