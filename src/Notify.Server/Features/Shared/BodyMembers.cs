using System.Text.Json;
using Notify.Core.Errors;
using Notify.Core.Services;
using Notify.Core.Templates.Placeholders;

namespace Notify.Server.Features.Shared;

/// <summary>Reads the members of a JSON body and collects what is wrong with them, in the contract's words.</summary>
/// <param name="body">Any JSON value; what counts as false in Python is taken for an empty object.</param>
internal sealed class BodyMembers(JsonElement body)
{
    private readonly SchemaFaults _faults = new();

    public bool IsObject => body.ValueKind == JsonValueKind.Object || SchemaFaults.IsFalsy(body);

    /// <inheritdoc cref="SchemaFaults.Refusal"/>
    public NotifyError? Refusal => _faults.Refusal;

    public static NotifyError NotAnObject(JsonElement body) => NotifyError.NotValid($"{SchemaFaults.Print(body)} is not of type object");

    public void Add(string message) => _faults.Add(message);

    public JsonElement? Member(string name) =>
        body.ValueKind == JsonValueKind.Object ? JsonStrings.Member(body, name) : null;

    /// <returns>The text, or null when the member is absent or (a fault) of another type.</returns>
    /// <param name="isReadFurther">Whether another check refuses what is no text.</param>
    public string? Text(string name, bool isReadFurther = false)
    {
        if (Member(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            // What is read further, as a recipient is, gets its own fault.
            if (!isReadFurther && !IsWhole(value))
            {
                Add($"{name} must not contain half of a surrogate pair");
            }

            return StringOf(value);
        }

        AddWrongType(name, value, "string");
        return null;
    }

    /// <summary>JSON can spell half a surrogate pair, which is no text and which the database cannot hold.</summary>
    private static bool IsWhole(JsonElement value)
    {
        try
        {
            value.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <returns>The id, or null when the member is absent or (a fault) no UUID.</returns>
    public IdMember? Id(string name)
    {
        if (Member(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && StringOf(value) is var text && UuidText.TryParse(text, out var id, out var storable))
        {
            return new IdMember(id, text, storable);
        }

        Add($"{name} is not a valid UUID");
        return null;
    }

    /// <returns>An integer, <c>1.0</c> counting as one, at most <see cref="int.MaxValue"/>; null for anything else.</returns>
    public static int? Integer(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && Math.Floor(number) == number
            ? (int)Math.Clamp(number, int.MinValue, int.MaxValue)
            : null;

    public void AddWrongType(string name, JsonElement value, string types) => Add($"{name} {Print(value)} is not of type {types}");

    public void AddMissing(params ReadOnlySpan<string> required)
    {
        foreach (var name in required)
        {
            if (Member(name) is null)
            {
                Add($"{name} is a required property");
            }
        }
    }

    /// <inheritdoc cref="SchemaFaults.AddUnexpected"/>
    /// <param name="members">Those of the schema.</param>
    public void AddUnexpected(IReadOnlyCollection<string> members)
    {
        if (body.ValueKind == JsonValueKind.Object)
        {
            _faults.AddUnexpected(body.EnumerateObject().Select(JsonStrings.ReadName).Where(name => !members.Contains(name, StringComparer.Ordinal)));
        }
    }

    /// <inheritdoc cref="SchemaFaults.Print(JsonElement)"/>
    public static string Print(JsonElement value) => SchemaFaults.Print(value);

    /// <summary>Half a surrogate pair, which JSON can spell and .NET does not read, becomes U+FFFD.</summary>
    public static string StringOf(JsonElement value) => JsonStrings.Read(value);
}

/// <summary>An id as a body names it.</summary>
/// <param name="Text">As sent, for messages that repeat it.</param>
/// <param name="IsStorable">False for spellings that the original's check lets pass but its database does not read: "no result found".</param>
public sealed record IdMember(Guid Id, string Text, bool IsStorable);
