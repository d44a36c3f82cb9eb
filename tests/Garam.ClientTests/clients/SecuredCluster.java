import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Prepares a cluster for the tests of logins and of transactions: BOOTSTRAP USER PASSWORD TOPIC ENDS-OPEN ENDS-ABORTED. The user gets
 * passwords for both SCRAM mechanisms. Into TOPIC go records of two transactional producers that cross each other; ENDS-OPEN ends in a
 * transaction that nobody ends, ENDS-ABORTED in one that is aborted. In all of them the values of aborted records begin with "aborted".
 */
public final class SecuredCluster {
    private static final int ITERATIONS = 4096;

    public static void main(String[] args) throws Exception {
        Map<String, Object> common = Map.of("bootstrap.servers", args[0]);
        try (Admin admin = Admin.create(common)) {
            for (ScramMechanism mechanism : List.of(ScramMechanism.SCRAM_SHA_256, ScramMechanism.SCRAM_SHA_512)) {
                UserScramCredentialAlteration password =
                    new UserScramCredentialUpsertion(args[1], new ScramCredentialInfo(mechanism, ITERATIONS), args[2].getBytes(StandardCharsets.UTF_8));
                admin.alterUserScramCredentials(List.of(password)).all().get();
            }
            List<NewTopic> topics = new ArrayList<>();
            for (int i = 3; i < 6; i++) {
                topics.add(new NewTopic(args[i], 1, (short) 1));
            }
            admin.createTopics(topics).all().get();
        }

        KafkaProducer<String, String> one = producer(args[0], "one");
        KafkaProducer<String, String> two = producer(args[0], "two");
        String topic = args[3];
        one.beginTransaction();
        send(one, topic, "committed 0");
        two.beginTransaction();
        send(two, topic, "aborted 1");
        send(one, topic, "committed 2");
        two.abortTransaction();
        two.beginTransaction();
        send(two, topic, "committed 4");
        send(one, topic, "committed 5");
        two.commitTransaction();
        one.commitTransaction();
        one.beginTransaction();
        send(one, topic, "aborted 8");
        one.abortTransaction();

        two.beginTransaction();
        send(two, args[5], "committed 0");
        two.commitTransaction();
        two.beginTransaction();
        send(two, args[5], "aborted 2");
        send(two, args[5], "aborted 3");
        two.abortTransaction();
        // Comes back when the marker is written, which the abort did not wait for.
        producer(args[0], "two").close();

        one.beginTransaction();
        send(one, args[4], "committed 0");
        one.commitTransaction();
        one.beginTransaction();
        send(one, args[4], "open 2");
        System.out.println("#ready");
        System.out.flush();
        // Without a close, which would end the transaction.
        Runtime.getRuntime().halt(0);
    }

    private static KafkaProducer<String, String> producer(String bootstrap, String id) {
        KafkaProducer<String, String> producer =
            new KafkaProducer<>(Map.of("bootstrap.servers", bootstrap, "transactional.id", id, "transaction.timeout.ms", 600_000), new StringSerializer(), new StringSerializer());
        producer.initTransactions();
        return producer;
    }

    /** One batch each. */
    private static void send(KafkaProducer<String, String> producer, String topic, String value) throws Exception {
        producer.send(new ProducerRecord<>(topic, value)).get();
    }
}
