using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Hosting;

public sealed class SharedKeysTests(NotifyApp app) : IClassFixture<NotifyApp>
{
    [Fact]
    public async Task What_one_host_signs_another_opens_and_the_database_does_not_hold_the_key_in_clear()
    {
        await using var other = await app.StartAnotherAsync();
        var signed = Protector(app.Services).Protect("proof");

        Assert.Equal("proof", Protector(other.Services).Unprotect(signed));
        await using var command = app.DataSource.CreateCommand("select count(*), bool_or(position('masterKey'::bytea in xml) > 0) from data_protection_keys");
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        Assert.True(row.GetInt64(0) > 0);
        Assert.False(row.GetBoolean(1));
    }

    private static IDataProtector Protector(IServiceProvider services) =>
        services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");
}
