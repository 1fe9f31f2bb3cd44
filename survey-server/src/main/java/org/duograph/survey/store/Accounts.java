package org.duograph.survey.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Researchers' accounts. The first one is always there once it has a password. */
public final class Accounts {
    private final Folder folder;
    private final Writer writer;

    Accounts(Folder folder, Writer writer) {
        this.folder = folder;
        this.writer = writer;
    }

    /** All accounts by name. */
    public List<Account> all() {
        return folder.read(Accounts::all);
    }

    public Optional<Account> find(String name) {
        return folder.read(sql -> find(sql, name));
    }

    /**
     * @throws StoreException.Conflict if the name is taken; capitals do not make it another
     */
    public void add(Account account) {
        writer.run(
                transaction -> {
                    requireFree(transaction.sql(), account.name());
                    transaction.record(new Event.AccountKept(account));
                    return null;
                });
    }

    /**
     * Keeps an account in place of the one that had its name.
     *
     * @throws StoreException.Unknown if there is none
     * @throws StoreException.Conflict if the first would no longer be an administrator
     */
    public void change(Account account) {
        writer.run(
                transaction -> {
                    require(transaction.sql(), account.name());
                    boolean demoted = account.role() != Role.ADMINISTRATOR;
                    if (account.name().equals(Account.FIRST) && demoted) throw theFirst();
                    transaction.record(new Event.AccountKept(account));
                    return null;
                });
    }

    /**
     * @throws StoreException.Unknown if there is no such account
     * @throws StoreException.Conflict if it is the first
     */
    public void remove(String name) {
        writer.run(
                transaction -> {
                    require(transaction.sql(), name);
                    if (name.equals(Account.FIRST)) throw theFirst();
                    transaction.record(new Event.AccountRemoved(name));
                    return null;
                });
    }

    private static List<Account> all(Sql sql) throws SQLException {
        return sql.all(Accounts::account, "SELECT json FROM account ORDER BY LOWER(name)");
    }

    private static Optional<Account> find(Sql sql, String name) throws SQLException {
        return sql.first(Accounts::account, "SELECT json FROM account WHERE name = ?", name);
    }

    private static void requireFree(Sql sql, String name) throws SQLException {
        boolean taken = name.equalsIgnoreCase(Account.FIRST);
        for (Account other : all(sql)) taken |= name.equalsIgnoreCase(other.name());
        if (taken) {
            throw new StoreException.Conflict(
                    "There is an account " + name + " already; take another name.");
        }
    }

    private static void require(Sql sql, String name) throws SQLException {
        if (find(sql, name).isEmpty()) {
            throw new StoreException.Unknown("There is no account " + name + ".");
        }
    }

    private static StoreException theFirst() {
        return new StoreException.Conflict(
                "The account " + Account.FIRST + " stays, so that somebody can always get in.");
    }

    private static Account account(ResultSet row) throws SQLException {
        return Queries.parse(row.getBytes(1), Account.class);
    }
}
