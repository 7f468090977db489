using Notify.Core.Errors;
using Notify.Server.Features.ApiReference;

namespace Notify.Server.Features.Templates.Managing;

/// <summary>What the API's description says of keeping templates as code.</summary>
internal static class ManageTemplatesDocs
{
    private const string Tag = "Templates as code";

    private const string Example =
        """{"advice":[],"archived_at":null,"body":"Dear ((name))","created_at":"2026-11-24T10:30:31.142535Z","has_unsubscribe_link":false,"id":"9d751e0e-f929-4891-82a1-a3e1c3c18ee3","lane":"normal","name":"appointment-reminder","subject":"Your appointment","title":"Appointment reminder","type":"email","updated_at":null,"version":1}""";

    private static readonly Dictionary<string, string> Path = new() { ["template"] = "The template's stable name, or its id." };

    private static readonly ApiDocRefusal NeedsManagement = new(403, NotifyError.Auth, "This takes a key of the type management");

    private static readonly ApiDocRefusal TooFast = new(429, "RateLimitError", "Exceeded rate limit for key type MANAGEMENT of 3000 requests per 60 seconds");

    private static readonly ApiDocRefusal NotFound = new(404, "NoResultFound", "No result found");

    public static ApiDoc List { get; } = new()
    {
        Tag = Tag,
        Summary = "List the service's templates as their keepers see them",
        Success = new(200, "Unarchived templates by title", typeof(ManagedTemplatesAnswer), $$"""{"templates":[{{Example}}]}"""),
        Refusals = [NeedsManagement, TooFast],
    };

    public static ApiDoc Show { get; } = new()
    {
        Tag = Tag,
        Summary = "Show one template",
        Path = Path,
        Success = new(200, "The newest version", typeof(ManagedTemplateAnswer), Example),
        Refusals = [NeedsManagement, NotFound, TooFast],
    };

    public static ApiDoc Create { get; } = new()
    {
        Tag = Tag,
        Summary = "Make a template",
        Request = typeof(CreateTemplateBody),
        RequestExamples = [("E-mail", """{"name":"appointment-reminder","title":"Appointment reminder","type":"email","subject":"Your appointment","body":"Dear ((name))"}""")],
        Success = new(201, "Made", typeof(ManagedTemplateAnswer), Example),
        Refusals =
        [
            NeedsManagement,
            TooFast,
            new(400, NotifyError.Validation, "title is a required property"),
            new(400, NotifyError.Validation, "type fax is not one of [sms, email]"),
            new(409, "ConflictError", "There is a template with the name appointment-reminder already"),
        ],
    };

    public static ApiDoc Change { get; } = new()
    {
        Tag = Tag,
        Summary = "Change a template, which makes its next version",
        Description = "A change that changes nothing makes no version.",
        Path = Path,
        Request = typeof(ChangeTemplateBody),
        RequestExamples = [("Words", """{"body":"Dear ((name)), see you on ((date)).","version":1}""")],
        Success = new(200, "The newest version", typeof(ManagedTemplateAnswer), Example),
        Refusals =
        [
            NeedsManagement,
            TooFast,
            NotFound,
            new(400, NotifyError.BadRequest, "Template has been deleted"),
            new(409, "ConflictError", "Version 1 is not the newest: somebody else has changed the template"),
        ],
    };

    public static ApiDoc Archive { get; } = new()
    {
        Tag = Tag,
        Summary = "Take a template out of use",
        Path = Path,
        Success = new(200, "Archived", typeof(ManagedTemplateAnswer), Example),
        Refusals = [NeedsManagement, NotFound, TooFast],
    };
}
