package org.duograph.survey.store;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The responses to a study, page by page in the order of their random ids, up to the last line kept
 * when it was made. Each page is read while the one before is looked at.
 */
final class ResponsePages implements Iterator<List<Response>> {
    private static final int PAGE = 500;

    private final Folder folder;
    private final String study;
    private final boolean test;
    private final boolean excluded;
    private final long last;
    private CompletableFuture<List<Response>> next;

    /**
     * @param excluded whether those that results leave out are wanted, too
     */
    ResponsePages(Folder folder, String study, boolean test, boolean excluded) {
        this.folder = folder;
        this.study = study;
        this.test = test;
        this.excluded = excluded;
        this.last = folder.read(sql -> Queries.progress(sql, "journal"));
        this.next = pageAfter("");
    }

    private CompletableFuture<List<Response>> pageAfter(String id) {
        return CompletableFuture.supplyAsync(
                () ->
                        folder.read(
                                sql ->
                                        Queries.responses(
                                                sql, study, test, excluded, id, last, PAGE)));
    }

    @Override
    public boolean hasNext() {
        try {
            return !next.join().isEmpty();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failed) throw failed;
            throw e;
        }
    }

    @Override
    public List<Response> next() {
        if (!hasNext()) throw new NoSuchElementException();
        List<Response> page = next.join();
        next = pageAfter(page.get(page.size() - 1).id());
        return page;
    }
}
