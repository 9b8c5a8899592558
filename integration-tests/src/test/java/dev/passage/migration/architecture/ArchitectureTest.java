package dev.passage.migration.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.passage.migration.architecture.Modules.API;
import static dev.passage.migration.architecture.Modules.CONFIG;
import static dev.passage.migration.architecture.Modules.CORE;
import static dev.passage.migration.architecture.Modules.JDBC;
import static dev.passage.migration.architecture.Modules.REDIS;
import static dev.passage.migration.architecture.Modules.ROOT;
import static dev.passage.migration.architecture.Modules.TESTKIT;
import static dev.passage.migration.architecture.Modules.in;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;

/** The rules of {@code docs/architecture.md} that a compiler does not hold, over the published modules. */
final class ArchitectureTest {
    private static final Modules MODULES = Modules.read();

    @Nested
    final class ModuleArrows {

        @Test
        void seesEveryPublishedModule() {
            assertThat(MODULES.names()).containsExactlyInAnyOrder(API, CORE, JDBC, CONFIG, REDIS, TESTKIT);
            assertThat(MODULES.names())
                    .allSatisfy(
                            name -> assertThat(MODULES.classes().that(in(name))).isNotEmpty());
        }

        @Test
        void apiStandsOnTheJdkAlone() {
            check(API, Set.of(), "java..", "org.jspecify..");
        }

        @Test
        void coreStandsOnTheApi() {
            check(
                    CORE,
                    Set.of(API),
                    "java..",
                    "jdk.jfr..",
                    "javax.crypto..",
                    "org.jspecify..",
                    "org.slf4j..",
                    "com.fasterxml.jackson..",
                    "dev.failsafe..",
                    "io.github.resilience4j..");
        }

        @Test
        void jdbcStandsOnTheApi() {
            check(
                    JDBC,
                    Set.of(API),
                    "java..",
                    "jdk.jfr..",
                    "javax.sql..",
                    "org.jspecify..",
                    "org.slf4j..",
                    "com.dynatrace.hash4j..",
                    "io.github.resilience4j..",
                    "org.h2..",
                    "org.postgresql..",
                    "org.mariadb.jdbc..");
        }

        @Test
        void configStandsOnTheApi() {
            check(
                    CONFIG,
                    Set.of(API),
                    "java..",
                    "org.jspecify..",
                    "com.fasterxml.jackson..",
                    "com.flipkart.zjsonpatch..",
                    "com.networknt.schema..");
        }

        @Test
        void redisStandsOnTheApi() {
            check(REDIS, Set.of(API), "java..", "org.jspecify..", "org.slf4j..", "redis.clients.jedis..");
        }

        @Test
        void testkitStandsOnAllOfThemAndJupiter() {
            check(
                    TESTKIT,
                    Set.of(API, CORE, JDBC),
                    "java..",
                    "javax.sql..",
                    "org.jspecify..",
                    "org.junit.jupiter.api..",
                    "org.h2..",
                    "org.postgresql..",
                    "org.mariadb.jdbc..",
                    "io.zonky.test..",
                    "ch.vorburger..");
        }

        @Test
        void databasesAreTheBusinessOfJdbcAndTestkit() {
            noClasses()
                    .that(in(API, CORE, CONFIG, REDIS))
                    .should()
                    .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql.."))
                    .check(MODULES.classes());
        }

        @Test
        void packagesBelongToOneModule() {
            Map<String, Set<String>> homes = new HashMap<>();

            MODULES.names()
                    .forEach(module -> MODULES.packagesOf(module)
                            .forEach(name -> homes.computeIfAbsent(name, any -> new TreeSet<>())
                                    .add(module)));

            assertThat(homes)
                    .allSatisfy((name, modules) -> assertThat(modules)
                            .as("modules that hold package %s", name)
                            .hasSize(1));
        }

        private void check(String module, Set<String> modules, String... foreign) {
            String[] own = Stream.concat(Stream.of(module), modules.stream()).toArray(String[]::new);

            classes()
                    .that(in(module))
                    .should()
                    .onlyDependOnClassesThat(Conditions.elements(in(own).or(resideInAnyPackage(foreign))))
                    .check(MODULES.classes());
        }
    }

    @Nested
    final class PackageArrows {

        @Test
        void packagesFormNoCycle() {
            slices().assignedFrom(Conditions.everyPackage())
                    .should()
                    .beFreeOfCycles()
                    .check(MODULES.classes());
        }

        @Test
        void conceptsOfAModuleFormNoCycle() {
            slices().assignedFrom(Conditions.everyConcept())
                    .should()
                    .beFreeOfCycles()
                    .check(MODULES.classes());
        }

        @Test
        void arrowsInTheApiGoDown() {
            List<String> upwards = List.of(
                    "adapter",
                    "identity",
                    "codec",
                    "conflict",
                    "document",
                    "fault",
                    "finding",
                    "lease",
                    "failure",
                    "session",
                    "step",
                    "plan",
                    "handler",
                    "status",
                    "event",
                    "journal");
            assertThat(MODULES.packagesOf(API))
                    .hasSameSizeAs(
                            Stream.concat(upwards.stream(), Stream.of(ROOT)).toList());

            for (int place = 0; place < upwards.size(); place++) {
                String[] above = Stream.concat(
                                upwards.subList(place + 1, upwards.size()).stream()
                                        .map(name -> ROOT + "." + name),
                                Stream.of(ROOT))
                        .toArray(String[]::new);
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + "." + upwards.get(place))
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(above))
                        .check(MODULES.classes());
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"json", "dialect"})
        void groundOfAModuleKnowsNoOtherPackageOfIt(String ground) {
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "." + ground + "..")
                    .should()
                    .dependOnClassesThat(in(CORE, JDBC).and(not(resideInAPackage(ROOT + "." + ground + ".."))))
                    .check(MODULES.classes());
        }

        @Test
        void internalPackagesServeOnlyTheirOwner() {
            classes()
                    .that(in(API, CORE, JDBC, CONFIG, REDIS, TESTKIT))
                    .should(Conditions.useOnlyTheirOwnInternals())
                    .check(MODULES.classes());
        }

        @Test
        void internalPackagesAreNotExported() {
            assertThat(MODULES.names())
                    .flatMap(MODULES::exportsOf)
                    .isNotEmpty()
                    .noneMatch(name -> name.endsWith(".internal") || name.contains(".internal."));
        }
    }

    @Nested
    final class Boundaries {

        @Test
        void exportedSignaturesSpeakOurTypes() {
            classes()
                    .that(in(API, CORE, JDBC, CONFIG, REDIS, TESTKIT))
                    .and()
                    .arePublic()
                    .should(Conditions.showOnlyOurTypes(MODULES))
                    .check(MODULES.classes());
        }

        @Test
        void jacksonLivesInJson() {
            noClasses()
                    .that()
                    .resideOutsideOfPackages(ROOT + ".json..", ROOT + ".config.internal..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("com.fasterxml.jackson..")
                    .check(MODULES.classes());
        }

        @Test
        void oneClassBuildsRetries() {
            assertThat(homesOf("dev.failsafe", API, CORE, JDBC, TESTKIT))
                    .as("classes that use Failsafe")
                    .hasSizeLessThanOrEqualTo(1);
        }

        /** Resilience4j holds what is known of one kind of system: databases at both ends, a tenant's traffic, adapters. */
        @ParameterizedTest
        @ValueSource(strings = {CORE, JDBC})
        void oneClassOfAPackageBuildsWhatIsKnownOfASystem(String module) {
            assertThat(homesOf("io.github.resilience4j", module))
                    .as("classes of %s that use Resilience4j", module)
                    .isNotEmpty()
                    .extracting(name -> name.substring(0, name.lastIndexOf('.')))
                    .doesNotHaveDuplicates();
        }

        @Test
        void driversStandBehindADialect() {
            noClasses()
                    .that(in(API, CORE, JDBC, CONFIG, REDIS))
                    .and()
                    .resideOutsideOfPackage(ROOT + ".dialect..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.postgresql..", "org.mariadb..", "org.h2..", "com.mysql..")
                    .check(MODULES.classes());
        }

        @Test
        void loggersArePrivateConstants() {
            fields().that()
                    .haveRawType(Logger.class)
                    .should()
                    .bePrivate()
                    .andShould()
                    .beStatic()
                    .andShould()
                    .beFinal()
                    .allowEmptyShould(true)
                    .check(MODULES.classes());
        }

        private Set<String> homesOf(String library, String... modules) {
            return MODULES.classes().that(in(modules)).stream()
                    .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                    .filter(dependency ->
                            dependency.getTargetClass().getPackageName().startsWith(library))
                    .map(Dependency::getOriginClass)
                    .map(Conditions::outermost)
                    .map(JavaClass::getName)
                    .collect(toCollection(TreeSet::new));
        }
    }

    @Nested
    final class Names {

        @Test
        void typesAreNamedByWhatTheyAre() {
            classes()
                    .should()
                    .haveNameNotMatching(".*(Impl|Base|Manager|Utils?|Helper|DTO|Dto)(\\$.*)?")
                    .andShould()
                    .haveNameNotMatching(".*\\.(I[A-Z][a-z]|Abstract)[^.]*")
                    .check(MODULES.classes());
        }

        @Test
        void packagesAreNamedByConcepts() {
            assertThat(MODULES.names())
                    .flatMap(MODULES::packagesOf)
                    .noneMatch(name -> Arrays.stream(name.split("\\."))
                            .anyMatch(Set.of("util", "utils", "common", "model", "impl", "helper", "misc")::contains));
        }
    }

    @Nested
    final class Habits {

        @Test
        void classesAreFinalOrSealed() {
            classes()
                    .that()
                    .areNotInterfaces()
                    .and()
                    .areNotEnums()
                    .and()
                    .areNotAnonymousClasses()
                    .and(not(Conditions.sealedType()))
                    .should()
                    .haveModifier(JavaModifier.FINAL)
                    .check(MODULES.classes());
        }

        @Test
        void timeComesFromAClockOrTheDatabase() {
            noClasses()
                    .that(in(API, CORE, JDBC, CONFIG, REDIS))
                    .should()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould(Conditions.readTheWallClock())
                    .check(MODULES.classes());
        }

        @Test
        void nothingSleeps() {
            noClasses()
                    .that(in(API, CORE, JDBC, CONFIG, REDIS))
                    .should(Conditions.callAnyMethodNamed(Thread.class, "sleep"))
                    .check(MODULES.classes());
        }

        @Test
        void noObjectIsReadFromBytesByJavaSerialization() {
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .areAssignableTo(ObjectInputStream.class)
                    .orShould()
                    .dependOnClassesThat()
                    .areAssignableTo(ObjectOutputStream.class)
                    .check(MODULES.classes());
        }

        @Test
        void onlyTheHostEndsTheProcess() {
            noClasses()
                    .that(in(API, CORE, JDBC, CONFIG, REDIS))
                    .should()
                    .callMethod(System.class, "exit", int.class)
                    .orShould()
                    .accessField(System.class, "out")
                    .orShould()
                    .accessField(System.class, "err")
                    .check(MODULES.classes());
        }
    }
}
