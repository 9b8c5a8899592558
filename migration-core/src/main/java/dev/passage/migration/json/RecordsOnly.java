package dev.passage.migration.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.AccessorNamingStrategy;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethod;
import com.fasterxml.jackson.databind.introspect.DefaultAccessorNamingStrategy;
import com.fasterxml.jackson.databind.ser.Serializers;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Lets only the components of records be stored. Left alone, Jackson would also store what a record answers to
 * {@code isPassed()}, and the inside of any object it is given.
 */
final class RecordsOnly extends DefaultAccessorNamingStrategy.Provider {
    private static final long serialVersionUID = 1L;

    @Override
    public AccessorNamingStrategy forRecord(MapperConfig<?> config, AnnotatedClass recordClass) {
        return new Components(config, recordClass);
    }

    @Override
    public AccessorNamingStrategy forPOJO(MapperConfig<?> config, AnnotatedClass valueClass) {
        return new AccessorNamingStrategy.Base();
    }

    private static final class Components extends DefaultAccessorNamingStrategy.RecordNaming {
        Components(MapperConfig<?> config, AnnotatedClass recordClass) {
            super(config, recordClass);
        }

        @Override
        public @Nullable String findNameForIsGetter(AnnotatedMethod method, String name) {
            return null;
        }

        @Override
        public @Nullable String findNameForRegularGetter(AnnotatedMethod method, String name) {
            return _fieldNames.contains(name) ? name : null;
        }
    }

    /** A record without components is an empty object; any other object without properties is refused. */
    static final class EmptyRecords extends Serializers.Base {
        @Override
        public @Nullable JsonSerializer<?> findSerializer(
                SerializationConfig config, JavaType type, BeanDescription description) {
            boolean empty = type.isRecordType() && type.getRawClass().getRecordComponents().length == 0;
            return empty ? new EmptyObject() : null;
        }
    }

    private static final class EmptyObject extends JsonSerializer<Object> {
        @Override
        public void serialize(Object value, JsonGenerator to, SerializerProvider provider) throws IOException {
            to.writeStartObject();
            to.writeEndObject();
        }
    }
}
