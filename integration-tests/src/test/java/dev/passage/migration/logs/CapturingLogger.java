package dev.passage.migration.logs;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** Hands each entry to those who listen, with its stack trace. */
final class CapturingLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;

    CapturingLogger(String loggerName) {
        name = loggerName;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String message,
            @Nullable Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        StringWriter text = new StringWriter();
        text.append(level + " " + getName() + ": " + MessageFormatter.basicArrayFormat(message, arguments));
        if (thrown != null) {
            text.append('\n');
            thrown.printStackTrace(new PrintWriter(text));
        }
        CapturedLogs.keep(text.toString());
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    public boolean isTraceEnabled() {
        return CapturedLogs.isHeard();
    }

    @Override
    public boolean isDebugEnabled() {
        return CapturedLogs.isHeard();
    }

    @Override
    public boolean isInfoEnabled() {
        return CapturedLogs.isHeard();
    }

    @Override
    public boolean isWarnEnabled() {
        return CapturedLogs.isHeard();
    }

    @Override
    public boolean isErrorEnabled() {
        return CapturedLogs.isHeard();
    }
}
