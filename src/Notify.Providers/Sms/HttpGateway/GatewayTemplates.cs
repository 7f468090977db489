using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Notify.Providers.Sms.HttpGateway;

/// <summary>The templates of one gateway's request, parsed once; many threads render at once, each with a context of a pool.</summary>
/// <remarks>A fresh context costs ten times as much as the rendering itself.</remarks>
internal sealed class GatewayTemplates
{
    /// <summary>Values that break every format that does not escape them.</summary>
    private const string Hostile = "a\"b'c<d>&e=f%g+h\\i\nj;k{l}é";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly GatewayDefinition _definition;
    private readonly Template _url;
    private readonly Template? _body;
    private readonly (string Name, Template Value)[] _headers;
    private readonly ScriptObject _fixed;
    private readonly ConcurrentBag<Rendering> _pool = [];

    /// <exception cref="FormatException">A template does not parse, or leaves a value unescaped; the message says which.</exception>
    public GatewayTemplates(GatewayDefinition definition, Func<string, string> secret)
    {
        _definition = definition;
        _url = Parse("url", definition.Url);
        _body = definition.Body is null ? null : Parse("body", definition.Body);
        _headers = [.. definition.Headers.Select(header => (header.Key, Parse($"headers.{header.Key}", header.Value)))];
        _fixed = new ScriptObject();
        _fixed.Import("json", (Func<object?, string>)Json);
        _fixed.Import("url", (Func<object?, string>)(value => Uri.EscapeDataString(Text(value))));
        _fixed.Import("xml", (Func<object?, string>)(value => Xml(Text(value))));
        _fixed.Import("base64", (Func<object?, string>)(value => Convert.ToBase64String(Encoding.UTF8.GetBytes(Text(value)))));
        var secrets = new ScriptObject();
        foreach (var name in definition.Secrets)
        {
            secrets.SetValue(name, secret(name), readOnly: true);
        }

        _fixed.SetValue("secrets", secrets, readOnly: true);
        Prove();
    }

    /// <summary>Renders a request.</summary>
    /// <exception cref="FormatException">The result is no request: a header would hold line breaks, or the address another host.</exception>
    public Rendered Render(OutboundSms sms, string receiptUrl)
    {
        if (!_pool.TryTake(out var rendering))
        {
            rendering = new Rendering(_fixed);
        }

        try
        {
            rendering.Set(sms, receiptUrl);
            var url = _url.Render(rendering.Context).Trim();
            if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || url.Any(char.IsControl))
            {
                throw new FormatException("the address is none");
            }

            var headers = new (string, string)[_headers.Length];
            for (var i = 0; i < headers.Length; i++)
            {
                var value = _headers[i].Value.Render(rendering.Context);
                headers[i] = value.Any(char.IsControl)
                    ? throw new FormatException($"header {_headers[i].Name} would hold a line break")
                    : (_headers[i].Name, value);
            }

            var request = new Rendered(address, headers, _body?.Render(rendering.Context));

            // Only now: a template that broke off leaves half of its output behind, and the next text would be sent with it.
            _pool.Add(rendering);
            return request;
        }
        catch (ScriptRuntimeException e)
        {
            throw new FormatException(e.OriginalMessage, e);
        }
    }

    private static Template Parse(string where, string text)
    {
        var template = Template.Parse(text);
        return template.HasErrors ? throw new FormatException($"{where}: {template.Messages[0].Message}") : template;
    }

    /// <summary>A template may say something else of texts of each kind, so each kind is tried.</summary>
    private void Prove()
    {
        foreach (var isUnicode in (bool[])[true, false])
        {
            foreach (var isUrgent in (bool[])[true, false])
            {
                Prove(isUnicode, isUrgent);
            }
        }
    }

    /// <summary>Renders with harmless and with hostile values: what cannot be read back, or has other fields, has forgotten to escape one.</summary>
    private void Prove(bool isUnicode, bool isUrgent)
    {
        var harmless = Sample("text", "SENDER", isUnicode, isUrgent);
        var hostile = Sample(Hostile, Hostile.Replace("\n", "", StringComparison.Ordinal), isUnicode, isUrgent);
        var (plain, tried) = (Render(harmless, "https://notify.example/r"), Render(hostile, "https://notify.example/r?a=1&b=2"));
        if (Parts(plain.Url.Query.TrimStart('?')) != Parts(tried.Url.Query.TrimStart('?')) || tried.Url.Fragment.Length > 0 || tried.Url.AbsolutePath.Count(c => c == '/') != plain.Url.AbsolutePath.Count(c => c == '/'))
        {
            throw new FormatException("url: a value is not escaped: write {{ name | url }}");
        }

        if (_body is null)
        {
            return;
        }

        try
        {
            switch (_definition.ContentType.Split(';')[0].Trim())
            {
                case "application/json":
                    using (JsonDocument.Parse(plain.Body!))
                    using (JsonDocument.Parse(tried.Body!))
                    {
                    }

                    break;
                case "application/xml" or "text/xml":
                    if (XElement.Parse(plain.Body!).DescendantsAndSelf().Count() != XElement.Parse(tried.Body!).DescendantsAndSelf().Count())
                    {
                        throw new FormatException("body: a value is not escaped: write {{ name | xml }}");
                    }

                    break;
                case "application/x-www-form-urlencoded" when Parts(plain.Body!) != Parts(tried.Body!) || tried.Body!.Trim().Any(c => c is '<' or '"' or ' ' or '\n'):
                    throw new FormatException("body: a value is not escaped: write {{ name | url }}");
                default:
                    break;
            }
        }
        catch (Exception e) when (e is JsonException or XmlException)
        {
            throw new FormatException($"body: not what {_definition.ContentType} asks for, or a value is not escaped ({{{{ name | json }}}}, {{{{ name | xml }}}}): {e.Message}", e);
        }
    }

    private static int Parts(string text) => text.Count(c => c is '&' or '=');

    private static OutboundSms Sample(string text, string sender, bool isUnicode, bool isUrgent) => new()
    {
        NotificationId = Guid.Empty,
        ServiceId = Guid.Empty,
        To = "+447700900123",
        Sender = sender,
        Text = text,
        Unicode = isUnicode,
        Fragments = 1,
        IsUrgent = isUrgent,
    };

    private static string Text(object? value) => value switch
    {
        null => "",
        bool truth => truth ? "true" : "false",
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Json(object? value) => value is bool or int or long or double ? Text(value) : JsonSerializer.Serialize(Text(value), Plain);

    /// <summary>Characters that XML cannot hold become spaces.</summary>
    private static string Xml(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            safe.Append(rune.Value is < 0x20 and not (0x9 or 0xA or 0xD) or 0xFFFE or 0xFFFF ? " " : rune.Value switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                '"' => "&quot;",
                '\'' => "&apos;",
                '\r' => "&#13;",
                _ => rune.ToString(),
            });
        }

        return safe.ToString();
    }

    /// <summary>A request, ready to go.</summary>
    internal sealed record Rendered(Uri Url, (string Name, string Value)[] Headers, string? Body);

    private sealed class Rendering
    {
        private readonly ScriptObject _values = new();

        public Rendering(ScriptObject shared)
        {
            Context = new TemplateContext(new ScriptObject()) { StrictVariables = true, LoopLimit = 1000, RecursiveLimit = 20, LimitToString = 100_000 };
            Context.PushGlobal(shared);
            Context.PushGlobal(_values);
        }

        public TemplateContext Context { get; }

        public void Set(OutboundSms sms, string receiptUrl)
        {
            _values.SetValue("to", sms.To, false);
            _values.SetValue("to_digits", sms.To.TrimStart('+'), false);
            _values.SetValue("sender", sms.Sender, false);
            _values.SetValue("sender_digits", sms.Sender.TrimStart('+'), false);
            _values.SetValue("text", sms.Text, false);
            _values.SetValue("reference", sms.NotificationId.ToString(), false);
            _values.SetValue("unicode", sms.Unicode, false);
            _values.SetValue("fragments", sms.Fragments, false);
            _values.SetValue("urgent", sms.IsUrgent, false);
            _values.SetValue("validity", (long)Math.Max(sms.Validity.TotalSeconds, 1), false);
            _values.SetValue("receipt_url", receiptUrl, false);
        }
    }
}
