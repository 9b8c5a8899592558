package dev.passage.migration.adapter.proxy;

import dev.passage.migration.adapter.CallOnce;
import dev.passage.migration.adapter.CallRepeatable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** A port with everything that an interface can have. */
interface Shop extends Finder<String> {

    @Override
    String find(String key) throws IOException;

    default String findLoud(String key) throws IOException {
        return find(key) + "!";
    }

    int count(int... numbers);

    @CallRepeatable
    List<String> everything();

    void pay(String customer);

    @CallOnce
    String getTicket();

    byte[] loadBytes(byte[] seed);

    CompletionStage<String> findLater(String key);

    Stream<String> listAll();

    /** Answers with its name. */
    class Named implements Shop {
        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        public String find(String key) throws IOException {
            if (key.equals("missing")) {
                throw new IOException(name + " has no such key");
            }
            return name + " " + key;
        }

        @Override
        public int count(int... numbers) {
            return numbers.length;
        }

        @Override
        public List<String> everything() {
            return List.of(name);
        }

        @Override
        public void pay(String customer) {}

        @Override
        public String getTicket() {
            return name;
        }

        @Override
        public byte[] loadBytes(byte[] seed) {
            seed[0]++;
            return seed;
        }

        @Override
        public CompletionStage<String> findLater(String key) {
            return CompletableFuture.completedFuture(name + " " + key);
        }

        @Override
        public Stream<String> listAll() {
            return Stream.of(name);
        }
    }
}
