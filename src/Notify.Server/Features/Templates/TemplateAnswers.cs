using System.Text.Json.Serialization;

namespace Notify.Server.Features.Templates;

/// <summary>One version of a template as the API shows it. Every member is always written, null or not.</summary>
/// <param name="CreatedAt">When the template was first made, whatever the version.</param>
/// <param name="CreatedBy">E-mail address of the person who made the version; null when a program did.</param>
/// <param name="Personalisation">The placeholders in their first spelling; the value is always the same.</param>
/// <param name="UpdatedAt">When the version was made; null for the first.</param>
internal sealed record TemplateAnswer(
    string Body,
    string CreatedAt,
    string? CreatedBy,
    Guid Id,
    string? LetterContactBlock,
    string Name,
    IReadOnlyDictionary<string, RequiredAnswer> Personalisation,
    string? Postage,
    string? Subject,
    string Type,
    string? UpdatedAt,
    int Version);

internal sealed record RequiredAnswer(bool Required);

internal sealed record TemplatesAnswer(IReadOnlyList<TemplateAnswer> Templates);

/// <summary>A template filled in, of which nothing is kept.</summary>
/// <param name="Html">The body of an e-mail as HTML, without the page around it; null for texts and letters.</param>
internal sealed record PreviewAnswer(string Body, string? Html, Guid Id, string? Postage, string? Subject, string Type, int Version);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TemplateAnswer))]
[JsonSerializable(typeof(TemplatesAnswer))]
[JsonSerializable(typeof(PreviewAnswer))]
internal sealed partial class TemplatesJson : JsonSerializerContext;
