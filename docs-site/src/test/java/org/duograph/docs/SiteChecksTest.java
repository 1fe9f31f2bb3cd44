package org.duograph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteChecksTest {
    @TempDir Path site;

    @BeforeEach
    void aSoundNeighbour() throws IOException {
        write("other.html", "<h1>Other</h1><h2 id='there'>There</h2>");
    }

    @Test
    void aSoundPageHasNoFindings() throws IOException {
        write(
                "a/p.html",
                "<h1>A</h1><a href='../other.html#there'>x</a><a href='#b'>b</a><p id='b'></p><a"
                        + " href='https://example.org/'>a link out is no resource</a>");
        assertThat(SiteChecks.check(site)).isEmpty();
    }

    @Test
    void aBrokenLinkIsNamedWithItsPage() throws IOException {
        expect("<a href='gone.html'>x</a>", "link 'gone.html' is broken: there is no gone.html");
    }

    @Test
    void aBrokenAnchorIsNamedWithItsPage() throws IOException {
        expect(
                "<a href='other.html#nowhere'>x</a>",
                "link 'other.html#nowhere' is broken: other.html has no anchor 'nowhere'");
    }

    @Test
    void aLinkOutOfTheSiteIsFound() throws IOException {
        expect("<a href='../../x.html'>x</a>", "link '../../x.html' leads out of the site");
    }

    @Test
    void aPictureWithoutAltTextIsFound() throws IOException {
        write("dot.png", "");
        expect("<img src='dot.png'>", "picture dot.png has no alt text");
    }

    @Test
    void aPictureWhoseAltTextIsOnlyItsFileNameIsFound() throws IOException {
        write("a-dot.png", "");
        expect("<img src='a-dot.png' alt='a dot'>", "picture a-dot.png has no alt text");
    }

    @Test
    void aDrawingWithoutANameIsFound() throws IOException {
        expect("<svg></svg>", "drawing has no aria-label and no title: <svg></svg>");
    }

    @Test
    void aResourceFromElsewhereIsFound() throws IOException {
        expect(
                "<script src='https://cdn.example.org/x.js'></script>",
                "loads https://cdn.example.org/x.js from elsewhere; put a copy into src/assets");
    }

    @Test
    void aFontFromElsewhereInAStyleSheetIsFound() throws IOException {
        write("s.css", "@font-face { src: url('//fonts.example.org/f.woff2') }");
        assertThat(SiteChecks.check(site))
                .extracting(Finding::toString)
                .containsExactly(
                        "s.css: loads //fonts.example.org/f.woff2 from elsewhere; put a copy into"
                                + " src/assets");
    }

    @Test
    void aSkippedHeadingLevelIsFound() throws IOException {
        expect("<h3>Deep</h3>", "heading 'Deep' is h3 after h1");
    }

    @Test
    void aSecondTopHeadingIsFound() throws IOException {
        expect("<h1>Again</h1>", "has 2 h1 headings; a page has one");
    }

    @Test
    void anIdUsedTwiceIsFound() throws IOException {
        expect("<p id='a'></p><p id='a'></p>", "has two elements with the id 'a'");
    }

    private void expect(String content, String message) throws IOException {
        write("page.html", "<h1>Page</h1>" + content);
        assertThat(SiteChecks.check(site)).containsExactly(new Finding("page.html", message));
    }

    private void write(String name, String content) throws IOException {
        Path file = site.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
