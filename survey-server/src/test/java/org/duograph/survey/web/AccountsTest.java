package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.duograph.survey.store.Account;
import org.duograph.survey.store.AuditEntry;
import org.duograph.survey.store.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AccountsTest extends WithSite {
    private static final String OWN = "seven quiet lamps hum";

    @Override
    Settings settings() {
        return Site.settings(data, Setting.LIMITS, "off");
    }

    private String link(String name, String role) {
        Map<String, String> wish = Map.of("name", name, "role", role);
        Visitor.Answer made = researcher.submit("/admin/accounts", "/admin/accounts", wish);
        assertThat(made.status()).isEqualTo(200);
        return path(made);
    }

    private static String path(Visitor.Answer page) {
        String link = page.page().select("code.address").text();
        return link.substring(link.indexOf("/admin/setup/"));
    }

    private Visitor colleague(String name, String role) {
        Visitor visitor = site.visitor();
        visitor.submit(link(name, role), "/admin/setup", Map.of("password", OWN, "again", OWN));
        return visitor;
    }

    private Visitor.Answer change(String action, Map<String, String> fields) {
        Map<String, String> form =
                researcher.get("/admin/accounts").form("/admin/accounts/" + action);
        form.putAll(fields);
        return researcher.post("/admin/accounts/" + action, form);
    }

    private Visitor.Answer login(String name, String password) {
        Map<String, String> typed = Map.of("name", name, "password", password);
        return site.visitor().submit("/admin/login", "/admin/login", typed);
    }

    @Test
    void aColleagueSetsAPasswordByALinkOnceAndLogsInByNameAfterwards() {
        String link = link("Ada Byron", "editor");
        Visitor ada = site.visitor();
        assertThat(ada.get(link).page().select("strong").text()).isEqualTo("Ada Byron");
        Map<String, String> password = Map.of("password", OWN, "again", OWN);
        assertThat(ada.submit(link, "/admin/setup", password).location()).isEqualTo("/admin");
        assertThat(ada.get("/admin/new").status()).isEqualTo(200);
        assertThat(site.visitor().get(link).status()).isEqualTo(403);

        site.restart();
        assertThat(login("ada byron", OWN).location()).isEqualTo("/admin");
        assertThat(login("Ada Byron", Site.PASSWORD).status()).isEqualTo(403);
        assertThat(login("Nobody", OWN).status()).isEqualTo(403);
        assertThat(login("administrator", OWN).status()).isEqualTo(403);
        assertThat(login("administrator", Site.PASSWORD).location()).isEqualTo("/admin");
    }

    @Test
    void anInvitationIsGoodForAWeekAndOverARestartAndUntilTheNextOne() {
        String first = link("Ada", "reader");
        site.restart();
        assertThat(site.visitor().get(first).status()).isEqualTo(200);
        researcher.moveTo(site.server);
        Map<String, String> typed = Map.of("name", "administrator", "password", Site.PASSWORD);
        researcher.submit("/admin/login", "/admin/login", typed);
        String second = path(change("link", Map.of("name", "Ada")));
        assertThat(site.visitor().get(first).status()).isEqualTo(403);
        assertThat(site.visitor().get(second).status()).isEqualTo(200);
        site.clock.pass(Duration.ofDays(7));
        assertThat(site.visitor().get(second).body()).contains("older than a week");
    }

    @Test
    void aNameIsGivenOnceAndWrittenSoThatItCanBeTyped() {
        link("Ada", "reader");
        for (String taken : new String[] {"ada", "Ada ", "Administrator"}) {
            Map<String, String> wish = Map.of("name", taken, "role", "reader");
            Visitor.Answer no = researcher.submit("/admin/accounts", "/admin/accounts", wish);
            assertThat(no.status()).as(taken).isEqualTo(409);
            assertThat(no.page().select("#name").val()).isEqualTo(taken.strip());
        }
        for (String wrong : new String[] {"", " ", "<b>", "a".repeat(51), "a\u0000b"}) {
            Map<String, String> wish = Map.of("name", wrong, "role", "reader");
            Visitor.Answer no = researcher.submit("/admin/accounts", "/admin/accounts", wish);
            assertThat(no.status()).as(wrong).isEqualTo(422);
        }
        Map<String, String> noRole = Map.of("name", "Ben", "role", "king");
        assertThat(researcher.submit("/admin/accounts", "/admin/accounts", noRole).status())
                .isEqualTo(422);
        assertThat(site.store.accounts().all())
                .extracting(Account::name)
                .containsExactly("Ada", "administrator");
    }

    @Test
    void aRemovedAccountIsLoggedOutAtOnceAndItsNameWithAnotherPasswordIsAnother() {
        Visitor ada = colleague("Ada", "editor");
        assertThat(ada.get("/admin").status()).isEqualTo(200);
        change("remove", Map.of("name", "Ada"));
        assertThat(ada.get("/admin").location()).startsWith("/admin/login");
        assertThat(login("Ada", OWN).status()).isEqualTo(403);
        colleague("Ada", "reader");
        assertThat(ada.get("/admin").location()).startsWith("/admin/login");
    }

    @Test
    void aNewRoleHoldsFromTheNextRequestOn() {
        Visitor ada = colleague("Ada", "reader");
        assertThat(ada.get("/admin/new").status()).isEqualTo(403);
        change("role", Map.of("name", "Ada", "role", "editor"));
        assertThat(ada.get("/admin/new").status()).isEqualTo(200);
        change("role", Map.of("name", "Ada", "role", "reader"));
        assertThat(ada.get("/admin/new").body()).contains("takes at least the role editor");
    }

    @Test
    void aChangedPasswordEndsTheOtherSessionsOfThatAccountOnly() {
        Visitor here = colleague("Ada", "reader");
        Visitor there = site.visitor();
        Map<String, String> typed = Map.of("name", "Ada", "password", OWN);
        there.submit("/admin/login", "/admin/login", typed);
        String better = "a better one of four words";
        here.submit(
                "/admin/settings",
                "/admin/password",
                Map.of("current", OWN, "password", better, "again", better));
        assertThat(there.get("/admin").location()).startsWith("/admin/login");
        assertThat(here.get("/admin").status()).isEqualTo(200);
        assertThat(researcher.get("/admin").status()).isEqualTo(200);
        assertThat(login("Ada", better).location()).isEqualTo("/admin");
    }

    @Test
    void theFirstAccountStaysAnAdministrator() {
        link("Ada", "reader");
        for (String action : new String[] {"remove", "role", "link"}) {
            assertThat(change(action, Map.of("name", "administrator", "role", "reader")).status())
                    .as(action)
                    .isEqualTo(409);
        }
        assertThat(researcher.get("/admin/accounts").status()).isEqualTo(200);
    }

    @Test
    void theAuditLogSaysWho() {
        Visitor ada = colleague("Ada", "editor");
        String study = "/admin/studies/" + Site.STUDY;
        ada.submit(study, study + "/state", Map.of("state", "closed"));
        AuditEntry latest = site.store.audits(1).get(0);
        assertThat(latest.who() + " " + latest.what() + " " + latest.about())
                .isEqualTo("Ada made closed " + Site.STUDY);
        assertThat(site.store.audits(10))
                .extracting(entry -> entry.who() + ": " + entry.what())
                .contains("administrator: invited as editor", "Ada: set the password");
    }

    /** Every route, tried by everybody who can log in. */
    @ParameterizedTest
    @EnumSource
    void aRoleOpensItsRoutesAndNoOthers(Role role) {
        Visitor visitor = colleague("Ada", role.name().toLowerCase());
        String csrf = visitor.get("/admin/settings").form("/admin/password").get(Csrf.FIELD);
        for (Door door : Door.all(site.server)) {
            if (door.access().role().isEmpty()) continue;
            boolean may = role.includes(door.access().role().get());
            Visitor.Answer answer =
                    door.changes()
                            ? visitor.post(door.path(), Map.of(Csrf.FIELD, csrf))
                            : visitor.knock(door, Map.of());
            boolean refused = answer.body().contains("takes at least the role");
            assertThat(refused).as(door + " by a " + role).isEqualTo(!may);
            assertThat(answer.status() == 403).as(door + " by a " + role).isEqualTo(!may);
        }
    }

    @Test
    void readersChangeNothingButTheirPasswordAndOnlyAdministratorsTouchTheServer() {
        assertThat(routes(Access.READER, true)).containsExactly("/admin/password");
        assertThat(routes(Access.READER, false))
                .contains("/admin", "/admin/studies/framework-usability/results")
                .noneMatch(path -> path.matches(".*(invitations|edit|new|audit|accounts)"));
        assertThat(routes(Access.ADMINISTRATOR, true))
                .containsExactlyInAnyOrder(
                        "/admin/accounts",
                        "/admin/accounts/link",
                        "/admin/accounts/remove",
                        "/admin/accounts/role",
                        "/admin/backup",
                        "/admin/studies/framework-usability/erase");
        assertThat(routes(Access.ADMINISTRATOR, false))
                .containsExactlyInAnyOrder(
                        "/admin/accounts",
                        "/admin/audit",
                        "/admin/studies/framework-usability/erase");
    }

    private Set<String> routes(Access access, boolean changes) {
        return Door.all(site.server).stream()
                .filter(door -> door.access() == access && door.changes() == changes)
                .map(Door::path)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void pagesOfferAReaderOnlyWhatAReaderMayDo() {
        Visitor ada = colleague("Ada", "reader");
        String study = "/admin/studies/" + Site.STUDY;
        for (String page : new String[] {"/admin", study, study + "/results", "/admin/settings"}) {
            Visitor.Answer shown = ada.get(page);
            for (String offered : shown.page().select("main a[href^=/], .bar a").eachAttr("href")) {
                assertThat(ada.get(offered).status()).as(offered + " on " + page).isNotEqualTo(403);
            }
            assertThat(shown.page().select("form[method=post]").eachAttr("action"))
                    .as(page)
                    .isSubsetOf("/admin/logout", "/admin/password");
        }
    }
}
