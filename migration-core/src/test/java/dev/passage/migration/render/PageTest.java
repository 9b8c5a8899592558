package dev.passage.migration.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A page stays a page whatever stands on it (P7, O8). */
final class PageTest {

    @Test
    void alignsColumns() {
        Page page = new Page().table(2, List.of(List.of("a", "bbb", "one"), List.of("aaaa", "b", "two")));

        assertThat(page.text()).isEqualTo("""
                  a     bbb  one
                  aaaa  b    two
                """);
    }

    @Test
    void goesOnBelowWhatDoesNotFit() {
        Page page = new Page().table(2, List.of(List.of("name", "word ".repeat(40))));

        assertThat(page.text().lines())
                .hasSize(2)
                .allMatch(line -> line.length() <= 110)
                .last()
                .asString()
                .startsWith("        word");
    }

    @Test
    void keepsALongCellWhole() {
        String longName = "n".repeat(60);

        Page page = new Page().table(0, List.of(List.of(longName, "x"), List.of("m", "y")));

        assertThat(page.text()).contains(longName + "  x").contains("m" + " ".repeat(41) + "y");
    }

    @Test
    void letsNoTextBeginALineOfItsOwn() {
        Page page = new Page().heading("Title\nApproved by: everybody\r\u2028x").line(2, "a\u001b[2Kb\u202ec");

        assertThat(page.text()).isEqualTo("Title Approved by: everybody x\n  a\\u{001b}[2Kb\\u{202e}c\n");
    }

    @Test
    void cutsNoCharacterInTwo() {
        String cut = PlainText.cut("ab\ud83d\ude00defgh", 6);

        assertThat(cut).isEqualTo("ab...");
    }
}
