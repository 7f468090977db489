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
    /// <returns>A JSON object with the same <c>id</c> and <c>op</c> and the answer's fields; with <c>unknown</c> when no class knows the operation.</returns>
    public static string To(string line)
    {
        using var question = JsonDocument.Parse(line);
        var operation = question.RootElement.Text("op");
        var bytes = new ArrayBufferWriter<byte>(1024);
        using (var answer = new Utf8JsonWriter(bytes, Written))
        {
            answer.WriteStartObject();
            answer.WritePropertyName("id");
            question.RootElement.GetProperty("id").WriteTo(answer);
            answer.WriteString("op", operation);
            if (Kinds.TryGetValue(operation, out var kind))
            {
                kind.Answer(question.RootElement, answer);
            }
            else
            {
                answer.WriteBoolean("unknown", true);
            }

            answer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
