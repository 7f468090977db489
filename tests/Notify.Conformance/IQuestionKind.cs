using System.Text.Json;

namespace Notify.Conformance;

/// <summary>Answers one kind of question. A class that implements this is found by itself; it needs a constructor without parameters.</summary>
public interface IQuestionKind
{
    /// <summary>The word in the question's <c>op</c>.</summary>
    string Operation { get; }

    /// <summary>Writes the fields of the answer into an object that is already open.</summary>
    void Answer(JsonElement question, Utf8JsonWriter answer);
}
