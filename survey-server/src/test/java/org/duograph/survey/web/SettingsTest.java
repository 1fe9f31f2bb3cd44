package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SettingsTest {
    @TempDir Path folder;

    private static Settings read(Setting setting, String value) {
        return Settings.read(Map.of(setting, value), Map.of(), Optional.empty());
    }

    private Optional<Path> file(String text) throws IOException {
        return Optional.of(Files.writeString(folder.resolve("settings"), text));
    }

    @Test
    void withoutAnySettingTheServerListensOnThisComputerOnly() {
        Settings settings = Settings.read(Map.of(), Map.of(), Optional.empty());
        assertThat(settings)
                .isEqualTo(
                        new Settings(
                                Path.of("survey-data").toAbsolutePath(),
                                "localhost",
                                8080,
                                Optional.empty(),
                                Optional.empty(),
                                java.util.Set.of(),
                                true));
    }

    @Test
    void flagsGoBeforeTheEnvironmentAndThatBeforeTheFile() throws IOException {
        Optional<Path> file = file("port = 1\nhost = file\nurl = http://file\n");
        Map<String, String> environment = new HashMap<>(Map.of("SURVEY_PORT", "2"));
        assertThat(Settings.read(Map.of(), Map.of(), file).port()).isEqualTo(1);
        assertThat(Settings.read(Map.of(), environment, file).port()).isEqualTo(2);
        environment.put("SURVEY_HOST", "environment");
        Settings settings = Settings.read(Map.of(Setting.PORT, "3"), environment, file);
        assertThat(settings.port()).isEqualTo(3);
        assertThat(settings.host()).isEqualTo("environment");
        assertThat(settings.url()).contains(URI.create("http://file"));
    }

    @ParameterizedTest
    @EnumSource(names = {"DATA", "HOST", "PORT", "URL", "TLS_KEYSTORE", "PROXIES", "LIMITS"})
    void aWrongValueIsNamedWithWhereItWasGiven(Setting setting) throws IOException {
        String wrong = setting == Setting.DATA || setting == Setting.HOST ? "" : "w/r:o?ng";
        String said = setting.key() + " is '" + wrong + "' (from ";
        Optional<Path> file = file(setting.key() + " = " + wrong + "\n");
        assertThatThrownBy(() -> Settings.read(Map.of(), Map.of(), file))
                .isInstanceOf(Settings.Wrong.class)
                .hasMessageStartingWith(said + file.get() + "); give ");
        assertThatThrownBy(
                        () ->
                                Settings.read(
                                        Map.of(),
                                        Map.of(setting.variable(), wrong),
                                        Optional.empty()))
                .hasMessageStartingWith(
                        said + "the environment, " + setting.variable() + "); give");
        assertThatThrownBy(() -> read(setting, wrong))
                .hasMessageStartingWith(said + "--" + setting.key() + "); give ");
    }

    @ParameterizedTest
    @CsvSource({
        "DATA, '', give it a value or leave it out",
        "DATA, 'a\0b', give the path of a folder",
        "HOST, ' ', give it a value or leave it out",
        "PORT, http, give a number from 0 to 65535",
        "PORT, 65536, give a number from 0 to 65535",
        "PORT, -1, give a number from 0 to 65535",
        "URL, survey.example.org, give an address such as https://survey.example.org",
        "URL, ftp://survey.example.org, give an address such as https://survey.example.org",
        "URL, https://survey.example.org/path, give an address such as https://survey.example.org",
        "URL, https://survey.example.org?x, give an address such as https://survey.example.org",
        "URL, https://a b, give an address such as https://survey.example.org",
        "TLS_KEYSTORE, /no/such/file, 'give a PKCS#12 file with a certificate and its key, and its password as tls-password'",
        "PROXIES, '192.0.2.1, proxy.example.org', 'give addresses such as 192.0.2.1, not names'",
        "LIMITS, yes, give on or off",
    })
    void everyWrongValueIsAnsweredByWhatWouldDo(Setting setting, String value, String remedy) {
        assertThatThrownBy(() -> read(setting, value))
                .isInstanceOf(Settings.Wrong.class)
                .hasMessage(
                        "%s is '%s' (from --%s); %s"
                                .formatted(setting.key(), value, setting.key(), remedy));
    }

    @Test
    void aFileThatIsNoFileOfSettingsIsRefused() throws IOException {
        Optional<Path> missing = Optional.of(folder.resolve("missing"));
        assertThatThrownBy(() -> Settings.read(Map.of(), Map.of(), missing))
                .isInstanceOf(Settings.Wrong.class)
                .hasMessageContaining("cannot read the settings file " + missing.get());
        Optional<Path> broken = file("port = \\u00zz\n");
        assertThatThrownBy(() -> Settings.read(Map.of(), Map.of(), broken))
                .isInstanceOf(Settings.Wrong.class)
                .hasMessageContaining("cannot read the settings file");
        Optional<Path> mistyped = file("prot = 80\n");
        assertThatThrownBy(() -> Settings.read(Map.of(), Map.of(), mistyped))
                .hasMessage(
                        mistyped.get()
                                + " sets 'prot', which is no setting; there are data, host, port,"
                                + " url, tls-keystore, tls-password, proxies, messages, limits");
    }

    @Test
    void thePasswordOfTheCertificateHasNoFlagAndIsNotPrinted() {
        assertThat(Setting.TLS_PASSWORD.hasFlag()).isFalse();
        assertThat(new Settings.Tls(Path.of("key.p12"), "secret").toString())
                .isEqualTo("Tls[key.p12]");
    }

    @Test
    void linksNameTheAddressThatBrowsersUse() {
        assertThat(read(Setting.URL, "https://survey.example.org/").address(8080))
                .isEqualTo("https://survey.example.org");
        assertThat(read(Setting.HOST, "localhost").address(81)).isEqualTo("http://localhost:81");
        assertThat(read(Setting.HOST, "192.0.2.7").address(81)).isEqualTo("http://192.0.2.7:81");
        assertThat(read(Setting.HOST, "0.0.0.0").local(81)).isEqualTo("http://localhost:81");
        assertThat(read(Setting.HOST, "0.0.0.0").address(81))
                .isEqualTo("http://" + OwnAddress.find().orElse("localhost") + ":81");
        assertThat(read(Setting.HOST, "::1").local(81)).isEqualTo("http://[::1]:81");
        for (String host : List.of("0.0.0.0", "::", "192.0.2.7", "survey.example.org")) {
            assertThat(read(Setting.HOST, host).warning(81)).as(host).isPresent();
        }
        for (String host : List.of("localhost", "127.0.0.1", "::1")) {
            assertThat(read(Setting.HOST, host).warning(81)).as(host).isEmpty();
        }
        assertThat(read(Setting.URL, "https://survey.example.org").warning(81)).isEmpty();
        assertThat(read(Setting.PROXIES, " 192.0.2.1 ,, 2001:db8::1").proxies())
                .containsExactlyInAnyOrder("192.0.2.1", "2001:db8::1");
    }
}
