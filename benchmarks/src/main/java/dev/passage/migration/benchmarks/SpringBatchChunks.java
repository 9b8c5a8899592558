package dev.passage.migration.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.support.TaskExecutorJobLauncher;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.JdbcJobRepositoryFactoryBean;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.support.ListItemReader;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** Chunks of one item of a Spring Batch step whose writer does nothing but look at the time. */
final class SpringBatchChunks {
    private final JobRepository repository;
    private final JdbcTransactionManager transactions;

    SpringBatchChunks(DataSource database) throws Exception {
        new ResourceDatabasePopulator(new ClassPathResource("org/springframework/batch/core/schema-postgresql.sql"))
                .execute(database);
        transactions = new JdbcTransactionManager(database);
        JdbcJobRepositoryFactoryBean factory = new JdbcJobRepositoryFactoryBean();
        factory.setDataSource(database);
        factory.setTransactionManager(transactions);
        factory.afterPropertiesSet();
        repository = factory.getObject();
    }

    /** Runs a job and returns how long each chunk took from the one before. */
    @SuppressWarnings("removal") // what replaces the launcher wants a registry of jobs
    List<Long> run(int chunks) throws Exception {
        List<Long> ticks = new ArrayList<>();
        Step step = new StepBuilder("tick", repository)
                .<Integer, Integer>chunk(1)
                .transactionManager(transactions)
                .reader(new ListItemReader<>(IntStream.range(0, chunks).boxed().toList()))
                .writer(items -> ticks.add(System.nanoTime()))
                .build();
        TaskExecutorJobLauncher launcher = new TaskExecutorJobLauncher();
        launcher.setJobRepository(repository);
        launcher.afterPropertiesSet();
        launcher.run(
                new JobBuilder("tick", repository).start(step).build(),
                new JobParametersBuilder().addLong("run", System.nanoTime()).toJobParameters());
        return StepCost.between(ticks);
    }
}
