using System.Text;
using Notify.Core;
using Notify.Core.Secrets;
using Npgsql;

namespace Notify.Data.DataProtection;

/// <summary>The keys with which pages sign cookies and forms, encrypted under the key ring.</summary>
/// <remarks>ASP.NET asks for them synchronously, seldom: at start, and when it looks for new ones once a day.</remarks>
public sealed class DataProtectionKeyStore(NpgsqlDataSource database, KeyRing keyRing)
{
    private const string XmlColumn = "data_protection_keys.xml";

    /// <returns>XML of every key this host's ring opens, oldest first. One under a key that it does not have is left out: what that signed is asked for again.</returns>
    public IReadOnlyList<string> List()
    {
        var keys = new List<string>();
        using var command = database.Command("DataProtection.list");
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            try
            {
                keys.Add(Encoding.UTF8.GetString(keyRing.Decrypt(row.Get<byte[]>("xml"), new(XmlColumn, row.Get<Guid>("id")))));
            }
            catch (UndecipherableException)
            {
                // Its encryption key is gone from the ring.
            }
        }

        return keys;
    }

    public void Add(string friendlyName, string xml)
    {
        var id = Ids.NewRandom();
        using var command = database.Command("DataProtection.add")
            .With("id", id)
            .With("friendly_name", friendlyName)
            .With("xml", keyRing.Encrypt(Encoding.UTF8.GetBytes(xml), new(XmlColumn, id)));
        command.ExecuteNonQuery();
    }
}
