package dev.passage.migration.render;

import java.util.List;

/**
 * A page of plain text in the making: headings, lines, and tables with aligned columns. All text goes through
 * {@link PlainText}, so nothing that a user wrote can begin a line of its own. Used by one thread.
 *
 * @since 0.1.0
 */
public final class Page {
    private static final int WIDTH = 110;
    private static final int NARROWEST = 30;
    private static final int WIDEST_COLUMN = 40;
    private static final String GAP = "  ";

    private final StringBuilder text = new StringBuilder();

    /** Begins an empty page. */
    public Page() {}

    /**
     * Adds a heading, after a blank line when it is not the first.
     *
     * @param heading what follows
     * @return this page
     */
    public Page heading(String heading) {
        if (text.length() > 0) {
            text.append('\n');
        }
        return line(0, heading);
    }

    /**
     * Adds a line; what does not fit goes on below it.
     *
     * @param indent blanks before it
     * @param content what it says
     * @return this page
     */
    public Page line(int indent, String content) {
        wrap(" ".repeat(indent), indent, PlainText.line(content));
        return this;
    }

    /**
     * Adds rows whose columns stand below each other; the last column goes on below itself when it does not fit.
     *
     * @param indent blanks before each row
     * @param rows the rows, of the same number of cells; a cell may be empty
     * @return this page
     */
    public Page table(int indent, List<List<String>> rows) {
        List<List<String>> plain = rows.stream()
                .map(row -> row.stream().map(PlainText::line).toList())
                .toList();
        int columns = plain.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> row : plain) {
            for (int column = 0; column < row.size(); column++) {
                widths[column] = Math.max(
                        widths[column], Math.min(WIDEST_COLUMN, row.get(column).length()));
            }
        }
        plain.forEach(row -> addRow(indent, row, widths));
        return this;
    }

    private void addRow(int indent, List<String> row, int[] widths) {
        StringBuilder begin = new StringBuilder(" ".repeat(indent));
        for (int column = 0; column < row.size() - 1; column++) {
            String cell = row.get(column);
            begin.append(cell)
                    .append(" ".repeat(Math.max(0, widths[column] - cell.length())))
                    .append(GAP);
        }
        wrap(begin.toString(), begin.length(), row.isEmpty() ? "" : row.get(row.size() - 1));
    }

    private void wrap(String begin, int hanging, String content) {
        int room = Math.max(NARROWEST, WIDTH - hanging);
        StringBuilder line = new StringBuilder(begin);
        int used = 0;
        for (String word : content.split(" ", -1)) {
            if (used > 0 && used + 1 + word.length() > room) {
                end(line);
                line = new StringBuilder(" ".repeat(hanging));
                used = 0;
            }
            line.append(used > 0 ? " " : "").append(word);
            used += word.length() + (used > 0 ? 1 : 0);
        }
        end(line);
    }

    private void end(StringBuilder line) {
        text.append(line.toString().stripTrailing()).append('\n');
    }

    /**
     * Returns the page.
     *
     * @return its lines, each ended by a line feed
     */
    public String text() {
        return text.toString();
    }
}
