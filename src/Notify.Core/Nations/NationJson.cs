using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Notify.Core.Nations;

/// <summary>How files of nation packs are read: camel case, comments and trailing commas allowed, words for enums.</summary>
/// <remarks>By reflection, unlike the contracts of the API: generated code sets every <c>init</c> property, absent ones to null,
/// so that their defaults would be lost. A pack is read once.</remarks>
internal static class NationJson
{
    private static readonly JsonSerializerOptions Options = Create();

    public static JsonTypeInfo<NationPack> NationPack { get; } = (JsonTypeInfo<NationPack>)Options.GetTypeInfo(typeof(NationPack));

    public static JsonTypeInfo<InternationalRate[]> Rates { get; } = (JsonTypeInfo<InternationalRate[]>)Options.GetTypeInfo(typeof(InternationalRate[]));

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            ReadCommentHandling = JsonCommentHandling.Skip,
            AllowTrailingCommas = true,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            Converters =
            {
                // As the phone library and its documentation write them: FIXED_LINE_OR_MOBILE.
                new JsonStringEnumConverter<PhoneNumbers.PhoneNumberType>(namingPolicy: null, allowIntegerValues: false),
                // AnyScript is written any-script.
                new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
            },
        };
        options.MakeReadOnly();
        return options;
    }
}
