using System.Text.Json;
using System.Xml;
using System.Xml.Linq;

namespace Notify.Providers.Sms.HttpGateway;

/// <summary>An answer of a carrier, or a request of it to us; or one item of it. Parsed when something is looked for, once.</summary>
public sealed class GatewayMessage
{
    private static readonly XmlReaderSettings SafeXml = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 1 << 20 };

    private readonly Func<string, string?> _header;
    private readonly Func<string, string?> _query;
    private readonly Func<string, string?> _form;
    private readonly Lazy<JsonElement?> _json;
    private readonly Lazy<XElement?> _xml;

    /// <param name="body">Text of the message.</param>
    /// <param name="header">A header's first value.</param>
    /// <param name="query">A value of the query, decoded.</param>
    /// <param name="form">A value of a form, decoded.</param>
    public GatewayMessage(string body, Func<string, string?> header, Func<string, string?>? query = null, Func<string, string?>? form = null)
        : this(body, header, query ?? (_ => null), form ?? (_ => null), new(() => ParseJson(body)), new(() => ParseXml(body)))
    {
    }

    private GatewayMessage(
        string body, Func<string, string?> header, Func<string, string?> query, Func<string, string?> form, Lazy<JsonElement?> json, Lazy<XElement?> xml)
    {
        (Body, _header, _query, _form, _json, _xml) = (body, header, query, form, json, xml);
    }

    public string Body { get; }

    internal JsonElement? Json => _json.Value;

    /// <summary>A parent of the root, so that paths begin with the root's name; of an item, the item, with paths relative to it.</summary>
    internal XElement? Xml => _xml.Value;

    internal string? Header(string name) => _header(name);

    internal string? Query(string name) => _query(name);

    internal string? Form(string name) => _form(name);

    internal GatewayMessage At(JsonElement item) => new(item.GetRawText(), _header, _query, _form, new(() => item), new(() => null));

    /// <summary>An XML item becomes a document of its own: paths begin with its name.</summary>
    internal GatewayMessage At(XElement item) => new(item.ToString(), _header, _query, _form, new(() => null), new(() => new XElement("item", item)));

    private static JsonElement? ParseJson(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 32 });
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static XElement? ParseXml(string body)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(body), SafeXml);
            return new XElement("document", XElement.Load(reader));
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
