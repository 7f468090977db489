using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Notify.Data.DataProtection;

namespace Notify.Server.Features.Shared;

/// <summary>Keeps the keys that sign cookies and forms in the database: a browser that one host answered may come to another next.</summary>
internal sealed class SharedKeys(DataProtectionKeyStore store) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() => [.. store.List().Select(xml => XElement.Parse(xml))];

    public void StoreElement(XElement element, string friendlyName) =>
        store.Add(friendlyName, element.ToString(SaveOptions.DisableFormatting));
}
