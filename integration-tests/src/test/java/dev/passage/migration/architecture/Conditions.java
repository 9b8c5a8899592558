package dev.passage.migration.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Date;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The words that the rules of {@code ArchitectureTest} need and ArchUnit does not have. */
final class Conditions {
    private static final Set<String> FOREIGN_IN_SIGNATURES = Set.of("java", "javax.sql");
    private static final String INTERNAL = ".internal";

    private Conditions() {}

    static SliceAssignment everyPackage() {
        return slices("every package", JavaClass::getPackageName);
    }

    /** One slice for each first package below the root in each module, with all that lies under it. */
    static SliceAssignment everyConcept() {
        return slices("every concept of a module", type -> Modules.artifactOf(type) + ":" + conceptOf(type));
    }

    /** Judges an array by its elements; primitives pass. */
    static DescribedPredicate<JavaClass> elements(DescribedPredicate<? super JavaClass> wanted) {
        return DescribedPredicate.describe(wanted.getDescription(), type -> {
            JavaClass element = type.getBaseComponentType();
            return element.isPrimitive() || wanted.test(element);
        });
    }

    static DescribedPredicate<JavaClass> sealedType() {
        return DescribedPredicate.describe("are sealed", type -> type.reflect().isSealed());
    }

    static ArchCondition<JavaClass> useOnlyTheirOwnInternals() {
        return condition(
                "use only their own internals",
                (type, events) -> type.getDirectDependenciesFromSelf().stream()
                        .filter(dependency ->
                                !mayUse(type, dependency.getTargetClass().getBaseComponentType()))
                        .forEach(dependency ->
                                events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()))));
    }

    static ArchCondition<JavaClass> showOnlyOurTypes(Modules modules) {
        return condition("show only our types and the JDK's", (type, events) -> {
            if (modules.isExported(type)) {
                shownBy(type)
                        .flatMap(shown -> shown.getAllInvolvedRawTypes().stream())
                        .map(JavaClass::getBaseComponentType)
                        .distinct()
                        .filter(shown -> !isOurs(modules, type, shown))
                        .forEach(shown -> events.add(SimpleConditionEvent.violated(
                                type, type.getName() + " shows " + shown.getName() + " in its signature")));
            }
        });
    }

    static ArchCondition<JavaClass> readTheWallClock() {
        return calling(
                "read the wall clock",
                call -> (call.getName().equals("now")
                                && call.getTargetOwner().getPackageName().equals("java.time")
                                && call.getTarget().getRawParameterTypes().isEmpty())
                        || call.getTargetOwner().isEquivalentTo(Date.class));
    }

    static ArchCondition<JavaClass> callAnyMethodNamed(Class<?> owner, String name) {
        return calling(
                "call " + owner.getSimpleName() + "." + name,
                call -> call.getName().equals(name) && call.getTargetOwner().isEquivalentTo(owner));
    }

    static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(Conditions::outermost).orElse(type);
    }

    private static ArchCondition<JavaClass> calling(String what, Predicate<JavaMethodCall> wanted) {
        return condition(
                what,
                (type, events) -> type.getMethodCallsFromSelf().stream()
                        .forEach(call ->
                                events.add(new SimpleConditionEvent(call, wanted.test(call), call.getDescription()))));
    }

    private static Stream<JavaType> shownBy(JavaClass type) {
        Stream<JavaType> parents = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
        Stream<JavaType> fields =
                type.getFields().stream().filter(Conditions::isShown).map(field -> field.getType());
        Stream<JavaType> codeUnits =
                type.getCodeUnits().stream().filter(Conditions::isShown).flatMap(Conditions::shownBy);
        return Stream.of(parents, fields, codeUnits).flatMap(Function.identity());
    }

    private static Stream<JavaType> shownBy(JavaCodeUnit unit) {
        return Stream.of(
                        unit.getParameterTypes().stream(),
                        Stream.of(unit.getReturnType()),
                        unit.getExceptionTypes().stream().map(thrown -> (JavaType) thrown))
                .flatMap(Function.identity());
    }

    private static boolean isShown(JavaMember member) {
        Set<JavaModifier> modifiers = member.getModifiers();
        return !modifiers.contains(JavaModifier.SYNTHETIC)
                && (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED));
    }

    private static boolean isOurs(Modules modules, JavaClass shower, JavaClass shown) {
        String name = shown.getPackageName();
        boolean ofTestFramework =
                Modules.artifactOf(shower).equals(Modules.TESTKIT) && isIn(name, "org.junit.jupiter.api");
        return shown.isPrimitive()
                || modules.isExported(shown)
                || ofTestFramework
                || FOREIGN_IN_SIGNATURES.stream().anyMatch(allowed -> isIn(name, allowed));
    }

    private static boolean mayUse(JavaClass user, JavaClass used) {
        String name = used.getPackageName();
        int internal = name.startsWith(Modules.ROOT) ? (name + ".").indexOf(INTERNAL + ".") : -1;
        return internal < 0 || isIn(user.getPackageName(), name.substring(0, internal));
    }

    private static boolean isIn(String name, String parent) {
        return name.equals(parent) || name.startsWith(parent + ".");
    }

    private static String conceptOf(JavaClass type) {
        String name = type.getPackageName();
        if (name.equals(Modules.ROOT)) {
            return "";
        }
        String below = name.substring(Modules.ROOT.length() + 1);
        int end = below.indexOf('.');
        return end < 0 ? below : below.substring(0, end);
    }

    private static SliceAssignment slices(String description, Function<JavaClass, String> nameOf) {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return Modules.artifactOf(type).isEmpty()
                        ? SliceIdentifier.ignore()
                        : SliceIdentifier.of(nameOf.apply(type));
            }

            @Override
            public String getDescription() {
                return description;
            }
        };
    }

    private static ArchCondition<JavaClass> condition(String description, Check check) {
        return new ArchCondition<>(description) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                check.of(type, events);
            }
        };
    }

    /** Looks at one class and adds what it finds to the events. */
    private interface Check {
        void of(JavaClass type, ConditionEvents events);
    }
}
