package dev.ligature.s3server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses SERVER =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.ligature.s3server");

  @Test
  void aProgramSeesTheServerItsFaultsItsLogAndNothingElse() {
    assertThat(
            SERVER.stream()
                .filter(each -> each.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(JavaClass::isTopLevelClass)
                .map(JavaClass::getSimpleName))
        .containsExactlyInAnyOrder(
            "S3Server",
            "RequestLog",
            "S3Call",
            "S3Operation",
            "Fault",
            "FaultInjector",
            "LoopbackServer");
  }

  @Test
  void itStandsByItself() {
    noClasses()
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.resideInAPackage("dev.ligature..")
                .and(JavaClass.Predicates.resideOutsideOfPackage("dev.ligature.s3server..")))
        .because("it is of use without the rest of the project")
        .check(SERVER);
  }
}
