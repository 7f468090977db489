using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Notify.Conformance;

/// <summary>Answers one question with the class that knows its kind.</summary>
public static class Answers
{
    private static readonly JsonWriterOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Every class in this assembly that answers a kind; adding one is adding a file.
    private static readonly Dictionary<string, IQuestionKind> Kinds = typeof(IQuestionKind).Assembly.GetTypes()
        .Where(type => type.IsAssignableTo(typeof(IQuestionKind)) && !type.IsInterface)
        .Select(type => (IQuestionKind)Activator.CreateInstance(type)!)
        .ToDictionary(kind => kind.Operation, StringComparer.Ordinal);

    public static IReadOnlyCollection<string> Operations => Kinds.Keys;

    /// <param name="line">A JSON object with <c>id</c>, <c>op</c> and what the operation asks about.</param>
    /// <returns>A JSON object with the same <c>id</c> and <c>op</c> and the answer's fields; with <c>unknown</c> when no class
    /// knows the operation, with <c>error</c> alone when the question cannot be answered.</returns>
    public static string To(string line)
    {
        JsonElement question;
        try
        {
            question = JsonElement.Parse(line);
        }
        catch (JsonException e)
        {
            return Write(default, answer => answer.WriteString("error", e.Message));
        }

        try
        {
            return Write(question, answer => Answer(question, answer));
        }
#pragma warning disable CA1031 // One bad question must not end the run: whatever it was, the line says so.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Failed(question, e);
        }
    }

    private static string Failed(JsonElement question, Exception e)
    {
        var error = $"{e.GetType().Name}: {e.Message}";
        try
        {
            return Write(question, answer => answer.WriteString("error", error));
        }
        catch (InvalidOperationException)
        {
            // The id or the operation is what cannot be read: half a surrogate pair.
            return Write(default, answer => answer.WriteString("error", error));
        }
    }

    private static void Answer(JsonElement question, Utf8JsonWriter answer)
    {
        if (question.ValueKind != JsonValueKind.Object)
        {
            answer.WriteString("error", "The question is not an object");
        }
        else if (Kinds.TryGetValue(question.Text("op"), out var kind))
        {
            kind.Answer(question, answer);
        }
        else
        {
            answer.WriteBoolean("unknown", true);
        }
    }

    private static string Write(JsonElement question, Action<Utf8JsonWriter> fields)
    {
        var isObject = question.ValueKind == JsonValueKind.Object;
        var bytes = new ArrayBufferWriter<byte>(1024);
        using (var answer = new Utf8JsonWriter(bytes, Written))
        {
            answer.WriteStartObject();
            answer.WritePropertyName("id");
            if (isObject && question.TryGetProperty("id", out var id))
            {
                id.WriteTo(answer);
            }
            else
            {
                answer.WriteNullValue();
            }

            answer.WriteString("op", isObject ? question.OptionalText("op") : null);
            fields(answer);
            answer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
