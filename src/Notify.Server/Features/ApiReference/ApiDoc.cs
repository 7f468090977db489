namespace Notify.Server.Features.ApiReference;

/// <summary>What the API's description says of one route, beside what follows from the route itself.</summary>
/// <remarks>Bodies are named here and not by the framework's own metadata, which would make routing look at a request's content type.</remarks>
internal sealed record ApiDoc
{
    public required string Tag { get; init; }

    public required string Summary { get; init; }

    /// <summary>Markdown.</summary>
    public string? Description { get; init; }

    /// <summary>The type whose JSON form a request takes; null: no body.</summary>
    public Type? Request { get; init; }

    public bool RequestIsOptional { get; init; }

    /// <summary>JSON, by the name of the example.</summary>
    public IReadOnlyList<(string Name, string Json)> RequestExamples { get; init; } = [];

    public required ApiDocAnswer Success { get; init; }

    /// <summary>Refusals that are the route's own; those that any route gives are added.</summary>
    public IReadOnlyList<ApiDocRefusal> Refusals { get; init; } = [];

    /// <summary>Query parameters, which handlers read by hand.</summary>
    public IReadOnlyList<ApiDocParameter> Query { get; init; } = [];

    /// <summary>Request headers.</summary>
    public IReadOnlyList<ApiDocParameter> Headers { get; init; } = [];

    /// <summary>What a path segment means, by its name.</summary>
    public IReadOnlyDictionary<string, string> Path { get; init; } = new Dictionary<string, string>();

    /// <summary>False for routes that take no key.</summary>
    public bool NeedsKey { get; init; } = true;
}

/// <param name="Type">The type whose JSON form is answered; null: no body, or not JSON.</param>
/// <param name="Example">JSON.</param>
internal sealed record ApiDocAnswer(int Status, string Description, Type? Type = null, string? Example = null);

/// <param name="Error">Class name, <c>errors[0].error</c>.</param>
/// <param name="Message">As on the wire.</param>
internal sealed record ApiDocRefusal(int Status, string Error, string Message);

/// <param name="Values">The words allowed; empty: any text.</param>
internal sealed record ApiDocParameter(string Name, string Description, bool IsRepeatable = false, IReadOnlyList<string>? Values = null, string? Format = null);
