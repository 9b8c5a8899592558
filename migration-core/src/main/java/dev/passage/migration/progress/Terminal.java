package dev.passage.migration.progress;

import java.io.Console;

/** Whether a person sits before this process. */
final class Terminal {

    private Terminal() {}

    @SuppressWarnings("SystemConsoleNull") // a console that is there is asked what it is
    static boolean isThere() {
        Console console = System.console();
        return console != null && isTerminal(console);
    }

    /** From JDK 22 on there may be a console without a terminal, and a method that tells. */
    private static boolean isTerminal(Console console) {
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (NoSuchMethodException olderThan22) {
            return true;
        } catch (ReflectiveOperationException unknown) {
            return false;
        }
    }
}
