package org.duograph.survey.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountsTest {
    @TempDir Path folder;

    private static final Account ADA =
            new Account("Ada", Role.EDITOR, Optional.of("her hash"), Optional.empty());

    @Test
    void aFolderWithOnePasswordOpensAsTheAdministrators() {
        try (Store store = Store.open(folder, Samples.AT_NOON)) {
            store.setAdminPassword("hash"); // the only event that older servers wrote
        }
        try (Store store = Store.open(folder, Samples.AT_NOON)) {
            assertThat(store.accounts().all())
                    .containsExactly(
                            new Account(
                                    "administrator",
                                    Role.ADMINISTRATOR,
                                    Optional.of("hash"),
                                    Optional.empty()));
        }
    }

    @Test
    void accountsAreThereAfterARestartAndRemovedOnesAreNot() {
        Account.SetUp setUp = new Account.SetUp("hash of a token", Samples.NOON);
        Account ben = Account.invited("Ben", Role.READER, setUp);
        try (Store store = Store.open(folder, Samples.AT_NOON)) {
            store.accounts().add(ADA);
            store.accounts().add(ben);
            store.accounts().add(Account.invited("Eve", Role.READER, setUp));
            store.accounts().remove("Eve");
            store.accounts().change(ADA.withRole(Role.READER));
        }
        try (Store store = Store.open(folder, Samples.AT_NOON)) {
            assertThat(store.accounts().all()).containsExactly(ADA.withRole(Role.READER), ben);
        }
    }

    @Test
    void theFirstAccountCanBeNeitherRemovedNorDemotedNorAddedOnceMore() {
        try (Store store = Store.open(folder, Samples.AT_NOON)) {
            Accounts accounts = store.accounts();
            Account same =
                    new Account("Administrator", Role.READER, Optional.empty(), Optional.empty());
            assertThatThrownBy(() -> accounts.add(same))
                    .isInstanceOf(StoreException.Conflict.class);
            store.setAdminPassword("hash");
            Account first = accounts.find(Account.FIRST).orElseThrow();
            assertThatThrownBy(() -> accounts.change(first.withRole(Role.EDITOR)))
                    .isInstanceOf(StoreException.Conflict.class);
            assertThatThrownBy(() -> accounts.remove(Account.FIRST))
                    .isInstanceOf(StoreException.Conflict.class);
            assertThatThrownBy(() -> accounts.change(ADA))
                    .isInstanceOf(StoreException.Unknown.class);
        }
    }
}
