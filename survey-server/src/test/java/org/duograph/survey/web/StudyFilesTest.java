package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.duograph.survey.results.SyntheticGroup;
import org.duograph.survey.study.Study;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Studies copied and taken along. */
class StudyFilesTest extends WithSite {
    private static final String HOME = "/admin/studies/" + Site.STUDY;

    @TempDir Path downloads;

    @Test
    void aCopyIsANewStudyWithTheSameTextUnderAnIdThatIsFree() {
        for (String id : new String[] {Site.STUDY + "-copy", Site.STUDY + "-copy2"}) {
            Map<String, String> publish = Map.of("do", "publish");
            Visitor.Answer copied = researcher.submit(HOME + "/copy", "/admin/studies", publish);
            assertThat(copied.location()).isEqualTo("/admin/studies/" + id);
        }
        Study copy = Study.parse(site.store.latest(Site.STUDY + "-copy").orElseThrow().yaml());
        Study study = Study.parse(Site.shipped());
        assertThat(copy.version()).isEqualTo(1);
        assertThat(copy.fields()).isEqualTo(study.fields());
        assertThat(site.store.counts(copy.id()).responses()).isZero();
    }

    @Test
    void aVersionIsDownloadedAsTheFileThatItWas() {
        Visitor.Answer file = researcher.get(HOME + "/versions/1?download=1");
        assertThat(file.body()).isEqualTo(Site.shipped());
        assertThat(file.header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"" + Site.STUDY + "-1.yaml\"");
    }

    @Test
    void aWholeStudyIsOneArchiveOfTheSameFilesThatAreOfferedOneByOne() throws Exception {
        String demo = SyntheticGroup.load(site.store);
        String home = "/admin/studies/" + demo;
        Map<String, String> files = new TreeMap<>();
        byte[] archive = bytes(home + "/study.zip");
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
                files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        assertThat(files)
                .containsOnlyKeys(
                        demo + "-1.yaml", "codebook.csv", "long.csv", "responses.json", "wide.csv");
        assertThat(files.get(demo + "-1.yaml"))
                .isEqualTo(researcher.get(home + "/versions/1").body());
        for (String name :
                new String[] {"codebook.csv", "long.csv", "responses.json", "wide.csv"}) {
            assertThat(files.get(name))
                    .isEqualTo(researcher.get(home + "/export/" + name).body())
                    .isNotEmpty();
        }
        assertThat(site.store.audits(50))
                .anyMatch(note -> note.what().equals("exported study.zip"));
    }

    private byte[] bytes(String path) throws Exception {
        Path file = downloads.resolve("study.zip");
        researcher.save(HttpRequest.newBuilder(researcher.uri(path)), file);
        return Files.readAllBytes(file);
    }
}
