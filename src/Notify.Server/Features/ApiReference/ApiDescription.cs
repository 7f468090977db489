using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Notify.Core.Errors;
using Notify.Server.Features.Notifications;
using Notify.Server.Features.Notifications.Reading;
using Notify.Server.Hosting;

namespace Notify.Server.Features.ApiReference;

/// <summary>Makes the OpenAPI description from the routes and their <see cref="ApiDoc"/>.</summary>
internal static class ApiDescription
{
    /// <summary>OpenAPI 3.1, at <c>/v2/openapi.json</c>.</summary>
    public const string Name = "openapi";

    /// <summary>OpenAPI 3.0, for tools that read no newer one, at <c>/v2/openapi-3.0.json</c>.</summary>
    public const string OlderName = "openapi-3.0";

    private const string Scheme = "token";

    private static readonly ApiDocRefusal[] OfEveryKey =
    [
        new(401, NotifyError.Auth, "Unauthorized: authentication token must be provided"),
        new(401, NotifyError.Auth, "Unauthorized: authentication bearer scheme must be used"),
        new(403, NotifyError.Auth, "Error: Your system clock must be accurate to within 30 seconds"),
        new(403, NotifyError.Auth, "Invalid token: API key not found"),
        new(403, NotifyError.Auth, "Invalid token: API key revoked"),
        new(403, NotifyError.Auth, "Invalid token: service is archived"),
    ];

    public static void AddApiDescription(this IServiceCollection services)
    {
        services.AddOpenApi(Name, options => Set(options, OpenApiSpecVersion.OpenApi3_1));
        services.AddOpenApi(OlderName, options => Set(options, OpenApiSpecVersion.OpenApi3_0));
    }

    private static void Set(OpenApiOptions options, OpenApiSpecVersion version)
    {
        options.OpenApiVersion = version;
        options.ShouldInclude = description =>
            description.HttpMethod is not ("HEAD" or "OPTIONS") && description.ActionDescriptor.EndpointMetadata.OfType<ApiDoc>().Any();
        options.AddDocumentTransformer(Introduce);
        options.AddOperationTransformer(DescribeAsync);
        options.AddSchemaTransformer(CloseAsync);
    }

    private static Task Introduce(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        var url = context.ApplicationServices.GetRequiredService<PublicUrl>();
        document.Info = new OpenApiInfo
        {
            Title = "Notify API",
            Version = "2",
            Description =
                """
                Sends e-mails and text messages from templates. The client libraries of GOV.UK Notify work with it: give them this installation's address and key.

                Every request carries a token of its own, `Authorization: Bearer TOKEN`: a JWT (RFC 7519) signed with HS256 by the key's secret, whose `iss` is the
                service's id and whose `iat` is the time in seconds, at most 30 seconds from the server's. `notify key token KEY` makes one.

                Errors have the body `{"errors":[{"error":…,"message":…}],"status_code":…}`. An address that does not exist, and a method that it does not
                take, are answered with `{"message":…,"result":"error"}`. Every answer carries an `X-Request-Id`, which is the request's own when it sent one.
                """,
        };
        document.Servers = [new OpenApiServer { Url = url.Base }];
        document.Tags = document.Paths.Values
            .SelectMany(path => path.Operations ?? [])
            .SelectMany(operation => operation.Value.Tags ?? new HashSet<OpenApiTagReference>())
            .Select(tag => tag.Reference.Id!)
            .Distinct()
            .Select(name => new OpenApiTag { Name = name })
            .ToHashSet();
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Scheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "JWT",
            Description = "A fresh token for each request, signed with the key's secret.",
        };
        return Task.CompletedTask;
    }

    private static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var doc = context.Description.ActionDescriptor.EndpointMetadata.OfType<ApiDoc>().Last();
        operation.Summary = doc.Summary;
        operation.Description = doc.Description;
        operation.Tags = new HashSet<OpenApiTagReference> { new(doc.Tag, context.Document) };
        AddParameters(operation, doc);
        if (doc.Request is { } request)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = !doc.RequestIsOptional,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/json"] = new()
                    {
                        Schema = await SchemaAsync(context, request, cancellationToken),
                        Examples = doc.RequestExamples.ToDictionary(
                            example => example.Name, example => (IOpenApiExample)new OpenApiExample { Value = JsonNode.Parse(example.Json) }),
                    },
                },
            };
        }

        operation.Responses = new OpenApiResponses
        {
            [Key(doc.Success.Status)] = await AnswerAsync(doc.Success, context, cancellationToken),
        };
        var refusals = doc.Refusals
            .Concat(doc.NeedsKey ? OfEveryKey : [])
            .Concat(doc.Request is null ? [] : [Refusal(NotifyError.BodyTooLarge)])
            .Append(Refusal(NotifyError.Internal))
            .Append(Refusal(NotifyError.Unavailable));
        foreach (var ofStatus in refusals.GroupBy(refusal => refusal.Status).OrderBy(group => group.Key))
        {
            operation.Responses[Key(ofStatus.Key)] = await RefusedAsync(ofStatus.Key, [.. ofStatus], context, cancellationToken);
        }

        operation.Security = doc.NeedsKey
            ? [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] }]
            : [];
    }

    private static void AddParameters(OpenApiOperation operation, ApiDoc doc)
    {
        var parameters = new List<IOpenApiParameter>();
        foreach (var parameter in operation.Parameters ?? [])
        {
            if (parameter is OpenApiParameter { In: ParameterLocation.Path } path)
            {
                path.Description = doc.Path.GetValueOrDefault(path.Name ?? "");
                path.Schema = new OpenApiSchema { Type = JsonSchemaType.String };
                parameters.Add(path);
            }
        }

        parameters.AddRange(doc.Query.Select(query => Parameter(query, ParameterLocation.Query)));
        parameters.AddRange(doc.Headers.Select(header => Parameter(header, ParameterLocation.Header)));
        operation.Parameters = parameters;
    }

    private static OpenApiParameter Parameter(ApiDocParameter parameter, ParameterLocation place)
    {
        var one = new OpenApiSchema { Type = JsonSchemaType.String, Format = parameter.Format };
        if (parameter.Values is { Count: > 0 } values)
        {
            one.Enum = [.. values.Select(value => (JsonNode)value)];
        }

        return new OpenApiParameter
        {
            Name = parameter.Name,
            In = place,
            Description = parameter.Description,
            Schema = parameter.IsRepeatable ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = one } : one,
            Explode = parameter.IsRepeatable,
        };
    }

    private static async Task<OpenApiResponse> AnswerAsync(
        ApiDocAnswer answer, OpenApiOperationTransformerContext context, CancellationToken cancellationToken) => new()
        {
            Description = answer.Description,
            Content = answer.Type is not { } type ? null : new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new()
                {
                    Schema = await SchemaAsync(context, type, cancellationToken),
                    Example = answer.Example is { } example ? JsonNode.Parse(example) : null,
                },
            },
        };

    private static async Task<OpenApiResponse> RefusedAsync(
        int status, ApiDocRefusal[] refusals, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var response = new OpenApiResponse
        {
            Description = string.Join(" or ", refusals.Select(refusal => refusal.Error).Distinct()),
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new()
                {
                    Schema = await SchemaAsync(context, typeof(ApiResults.ErrorEnvelope), cancellationToken),
                    Examples = refusals.Select((refusal, i) => (Name: $"{refusal.Error}{i + 1}", refusal)).ToDictionary(
                        pair => pair.Name,
                        pair => (IOpenApiExample)new OpenApiExample { Value = Envelope(pair.refusal) }),
                },
            },
        };
        if (status is 429 or 503)
        {
            response.Headers = new Dictionary<string, IOpenApiHeader>
            {
                ["Retry-After"] = new OpenApiHeader
                {
                    Description = "Seconds after which trying again makes sense.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.Integer },
                },
            };
        }

        return response;
    }

    /// <summary>Answers have all the members they name and no other, null or not; so says their schema, and tests hold recorded answers against it.</summary>
    private static Task CloseAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (schema.Properties is { Count: > 0 } properties)
        {
            if (context.JsonTypeInfo.Type.GetCustomAttributes(typeof(RequestBodyAttribute), inherit: false) is [RequestBodyAttribute body])
            {
                CloseRequest(schema, properties, body);
            }
            else
            {
                schema.AdditionalPropertiesAllowed = false;
                var optional = OptionalMembers.Of(context.JsonTypeInfo);
                schema.Required = properties.Keys.Where(name => !optional.Contains(name)).ToHashSet();
                foreach (var (name, member) in properties)
                {
                    if (name.EndsWith("_at", StringComparison.Ordinal) || name is "scheduled_for" or "at")
                    {
                        ((OpenApiSchema)member).Format = "date-time";
                    }
                }
            }

            if (context.JsonTypeInfo.Type == typeof(NotificationAnswer))
            {
                ((OpenApiSchema)properties["status"]).Enum = [.. NotificationQuery.StatusWords.Select(word => (JsonNode)word)];
                ((OpenApiSchema)properties["type"]).Enum = [.. NotificationQuery.Types.Select(word => (JsonNode)word)];
            }
        }

        return Task.CompletedTask;
    }

    private static void CloseRequest(OpenApiSchema schema, IDictionary<string, IOpenApiSchema> properties, RequestBodyAttribute body)
    {
        schema.AdditionalPropertiesAllowed = body.IgnoresOthers;

        // A member may be left out, but null in its place is a fault, save where the original takes it.
        foreach (var (_, member) in properties.Where(pair => pair.Key is not ("scheduled_for" or "sanitise_content_for")))
        {
            ((OpenApiSchema)member).Type &= ~JsonSchemaType.Null;
        }

        if (properties.TryGetValue("reference", out var reference))
        {
            ((OpenApiSchema)reference).MaxLength = 1000;
        }

        if (properties.ContainsKey("template_name"))
        {
            schema.OneOf =
            [
                new OpenApiSchema { Required = new HashSet<string> { "template_id" } },
                new OpenApiSchema { Required = new HashSet<string> { "template_name" } },
            ];
        }
    }

    /// <summary>One schema a type, referred to by name.</summary>
    private static async Task<IOpenApiSchema> SchemaAsync(OpenApiOperationTransformerContext context, Type type, CancellationToken cancellationToken)
    {
        var document = context.Document!;
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        if (!document.Components.Schemas.ContainsKey(type.Name))
        {
            document.AddComponent(type.Name, await context.GetOrCreateSchemaAsync(type, null, cancellationToken));
        }

        return new OpenApiSchemaReference(type.Name, document);
    }

    private static ApiDocRefusal Refusal(NotifyError error) => new(error.StatusCode, error.Error, error.Message);

    private static JsonObject Envelope(ApiDocRefusal refusal) => new()
    {
        ["errors"] = new JsonArray(new JsonObject { ["error"] = refusal.Error, ["message"] = refusal.Message }),
        ["status_code"] = refusal.Status,
    };

    private static string Key(int status) => status.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
