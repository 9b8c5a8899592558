package dev.passage.migration.benchmarks.copying;

import java.util.Collections;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.support.TaskExecutorJobLauncher;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.JdbcJobRepositoryFactoryBean;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.database.JdbcBatchItemWriter;
import org.springframework.batch.infrastructure.item.database.JdbcPagingItemReader;
import org.springframework.batch.infrastructure.item.database.Order;
import org.springframework.batch.infrastructure.item.database.builder.JdbcBatchItemWriterBuilder;
import org.springframework.batch.infrastructure.item.database.builder.JdbcPagingItemReaderBuilder;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** A Spring Batch job as its guide has it: paging reader, batch writer, chunks of a thousand, job repository in the target. */
final class SpringBatchCopy {
    private static final int CHUNK = 1_000;

    private final DataSource source;
    private final DataSource target;
    private final JobRepository repository;
    private final JdbcTransactionManager transactions;

    SpringBatchCopy(DataSource source, DataSource target) throws Exception {
        this.source = source;
        this.target = target;
        this.transactions = new JdbcTransactionManager(target);
        JdbcJobRepositoryFactoryBean factory = new JdbcJobRepositoryFactoryBean();
        factory.setDataSource(target);
        factory.setTransactionManager(transactions);
        factory.afterPropertiesSet();
        this.repository = factory.getObject();
    }

    /** Creates the tables of the job repository. */
    static void createRepository(DataSource target) {
        new ResourceDatabasePopulator(
                        new ClassPathResource("org/springframework/batch/core/schema-drop-postgresql.sql"),
                        new ClassPathResource("org/springframework/batch/core/schema-postgresql.sql"))
                .execute(target);
    }

    void copy(String columns, String table, int tenant) throws Exception {
        JdbcPagingItemReader<@Nullable Object[]> reader = new JdbcPagingItemReaderBuilder<@Nullable Object[]>()
                .name("rows")
                .dataSource(source)
                .pageSize(CHUNK)
                .selectClause(columns)
                .fromClause(table)
                .whereClause("tenant = :tenant")
                .parameterValues(Map.of("tenant", tenant))
                .sortKeys(Map.of("id", Order.ASCENDING))
                .rowMapper((row, number) -> {
                    @Nullable
                    Object[] values = new @Nullable Object[row.getMetaData().getColumnCount()];
                    for (int column = 0; column < values.length; column++) {
                        values[column] = row.getObject(column + 1);
                    }
                    return values;
                })
                .build();
        reader.afterPropertiesSet();
        String marks = String.join(", ", Collections.nCopies(columns.split(",").length, "?"));
        JdbcBatchItemWriter<@Nullable Object[]> writer = new JdbcBatchItemWriterBuilder<@Nullable Object[]>()
                .dataSource(target)
                .assertUpdates(false)
                .sql("INSERT INTO " + table + " VALUES (" + marks + ")")
                .itemPreparedStatementSetter((values, statement) -> {
                    for (int column = 0; column < values.length; column++) {
                        statement.setObject(column + 1, values[column]);
                    }
                })
                .build();
        writer.afterPropertiesSet();
        Step step = new StepBuilder("copy", repository)
                .<@Nullable Object[], @Nullable Object[]>chunk(CHUNK)
                .transactionManager(transactions)
                .reader(reader)
                .writer(writer)
                .build();
        run(new JobBuilder("copy", repository).start(step).build());
    }

    @SuppressWarnings("removal") // what replaces it wants a registry of jobs
    private void run(Job job) throws Exception {
        TaskExecutorJobLauncher launcher = new TaskExecutorJobLauncher();
        launcher.setJobRepository(repository);
        launcher.afterPropertiesSet();
        JobExecution execution = launcher.run(
                job,
                new JobParametersBuilder().addLong("run", System.nanoTime()).toJobParameters());
        if (execution.getStatus() != BatchStatus.COMPLETED) {
            throw new IllegalStateException(
                    "The job ended as " + execution.getStatus() + ": " + execution.getAllFailureExceptions());
        }
    }
}
