using Notify.Core.Errors;
using Notify.Server.Features.ApiReference;

namespace Notify.Server.Features.Templates;

/// <summary>What the API's description says of templates.</summary>
internal static class TemplatesDocs
{
    private const string Tag = "Templates";

    private const string Example =
        """{"body":"Hi ((name))","created_at":"2026-05-10T10:30:31.142535Z","created_by":"charlie@example.gov","id":"f33517ff-2a88-4f6e-b855-c550268ce08a","letter_contact_block":null,"name":"Appointment","personalisation":{"name":{"required":true}},"postage":null,"subject":null,"type":"sms","updated_at":null,"version":1}""";

    private static readonly Dictionary<string, string> Path = new() { ["id"] = "UUID of the template.", ["version"] = "Its number, digits only; 0 stands for the newest." };

    private static readonly ApiDocRefusal BadId = new(400, NotifyError.Validation, "id is not a valid UUID");

    private static readonly ApiDocRefusal NotFound = new(404, "NoResultFound", "No result found");

    public static ApiDoc List { get; } = new()
    {
        Tag = Tag,
        Summary = "List the service's templates",
        Description = "Those in use, in their newest version, by name.",
        Query = [new("type", "Only this kind.", Values: ["sms", "email", "letter"])],
        Success = new(200, "All templates", typeof(TemplatesAnswer), $$"""{"templates":[{{Example}}]}"""),
        Refusals = [new(400, NotifyError.Validation, "type pigeon is not one of [sms, email, letter]")],
    };

    public static ApiDoc Show { get; } = new()
    {
        Tag = Tag,
        Summary = "Show the newest version of a template",
        Description = "Archived ones, too.",
        Path = Path,
        Success = new(200, "The template", typeof(TemplateAnswer), Example),
        Refusals = [BadId, NotFound],
    };

    public static ApiDoc ShowVersion { get; } = Show with { Summary = "Show one version of a template", Description = null };

    public static ApiDoc Preview { get; } = new()
    {
        Tag = Tag,
        Summary = "Fill a template in without sending",
        Path = Path,
        Request = typeof(PreviewBody),
        RequestIsOptional = true,
        RequestExamples = [("Values", """{"personalisation":{"name":"Amala"}}""")],
        Success = new(200, "What would be sent", typeof(PreviewAnswer),
            """{"body":"Hi Amala","html":null,"id":"f33517ff-2a88-4f6e-b855-c550268ce08a","postage":null,"subject":null,"type":"sms","version":1}"""),
        Refusals =
        [
            BadId,
            NotFound,
            new(400, NotifyError.BadRequest, "Invalid JSON supplied in POST data"),
            new(400, NotifyError.BadRequest, "Missing personalisation: name"),
        ],
    };
}
