using System.Text.Json;
using Notify.Core.Templates;
using Notify.Core.Templates.Placeholders;

namespace Notify.UnitTests.Files;

public sealed class PersonalisationFilesTests
{
    [Fact]
    public void Files_become_links_in_their_order_and_the_rest_stays()
    {
        var personalisation = Values("""{"name": "Amala", "first": {"file": "YQ=="}, "list": ["x", "y"], "unused": {"file": "Yg=="}}""");

        var linked = personalisation.WithFileLinks(["https://a.example/1", "https://a.example/2"]);

        Assert.True(personalisation.HasFiles);
        Assert.False(linked.HasFiles);
        Assert.Equal("Amala https://a.example/1 x and y https://a.example/2", Fill(linked, "((name)) ((First)) ((list)) ((unused))"));
        Assert.Equal("""{"name":"Amala","first":"https://a.example/1","list":["x","y"],"unused":"https://a.example/2"}""", Json(linked));
    }

    [Fact]
    public void File_counts_as_present_and_shows_as_the_original_prints_it_until_it_is_a_link()
    {
        var personalisation = Values("""{"f": {"file": "YQ==", "is_csv": null}}""");

        Assert.True(personalisation.Has("f"));
        Assert.Equal("{'file': 'YQ==', 'is_csv': None}", Fill(personalisation, "((f))"));
    }

    [Fact]
    public void File_is_left_alone_by_sanitising()
    {
        var sanitised = Values("""{"f": {"file": "a.b*"}, "n": "a*"}""").Sanitise(["f", "n"], out var changed);

        Assert.Equal(["n"], changed.Keys);
        Assert.Equal("a.b*", Upload(Assert.Single(sanitised.Files)));
    }

    [Fact]
    public void Of_names_spelled_alike_only_the_last_is_a_file_to_upload()
    {
        Assert.False(Values("""{"f": {"file": "a"}, "f": "text"}""").HasFiles);
        Assert.Equal("b", Upload(Assert.Single(Values("""{"f": {"file": "a"}, "g": 1, "f": {"file": "b"}}""").Files)));
    }

    [Fact]
    public void Of_names_that_only_compare_equal_all_are_uploaded_and_the_last_is_shown()
    {
        var personalisation = Values("""{"the file": {"file": "a"}, "The_File": {"file": "b"}}""");

        Assert.Equal(2, personalisation.Files.Count());
        Assert.Equal("2", Fill(personalisation.WithFileLinks(["1", "2"]), "((the-file))"));
    }

    [Fact]
    public void Number_of_links_must_be_that_of_files()
    {
        var personalisation = Values("""{"f": {"file": "a"}}""");

        Assert.Throws<ArgumentException>(() => personalisation.WithFileLinks([]));
        Assert.Throws<ArgumentException>(() => personalisation.WithFileLinks(["1", "2"]));
    }

    [Fact]
    public void Marks_stand_in_for_files_where_only_emptiness_counts()
    {
        Assert.Equal("file", Fill(Values("""{"f": {"file": "YQ=="}}""").WithFilesMarked(), "((f))"));
        Assert.Same(Personalisation.Empty, Personalisation.Empty.WithFilesMarked());
    }

    [Fact]
    public void Request_may_be_gone_when_the_file_is_looked_at()
    {
        Personalisation personalisation;
        using (var document = JsonDocument.Parse("""{"f": {"file": "a"}}"""))
        {
            personalisation = Personalisation.FromJson(document.RootElement);
        }

        Assert.Equal("a", Upload(Assert.Single(personalisation.Files)));
    }

    private static string Upload(Notify.Core.Files.FileObject file)
    {
        Assert.True(file.Check().TryGet(out var upload, out _));
        return upload.Base64;
    }

    private static string Json(Personalisation values) => System.Text.Encoding.UTF8.GetString(values.ToJson());

    private static Personalisation Values(string json) => Personalisation.FromJson(JsonDocument.Parse(json).RootElement);

    private static string Fill(Personalisation values, string template) => PlaceholderText.Parse(template).Fill(values, new FillOptions());
}
