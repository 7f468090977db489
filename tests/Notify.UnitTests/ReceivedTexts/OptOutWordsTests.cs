using Notify.Core.Nations;
using Notify.Core.ReceivedTexts;
using Notify.UnitTests.Nations;

namespace Notify.UnitTests.ReceivedTexts;

public sealed class OptOutWordsTests
{
    [Theory]
    [InlineData("STOP", OptOutWord.Stop)]
    [InlineData(" stop.\n", OptOutWord.Stop)]
    [InlineData("“Stop!”", OptOutWord.Stop)]
    [InlineData("stópio", OptOutWord.Stop)]
    [InlineData("Start", OptOutWord.Start)]
    [InlineData("help?", OptOutWord.Help)]
    [InlineData("yes", null)]
    [InlineData("please stop", null)]
    [InlineData("Cancel my appointment", null)]
    [InlineData("", null)]
    [InlineData("\ud800", null)]
    public void Whole_message_is_recognised_whatever_its_case_accents_and_punctuation(string text, OptOutWord? word) =>
        Assert.Equal(word, Packs.Gb.OptOutWords.Recognise(text));

    [Theory]
    [InlineData("수신거부", "수신거부.")]
    [InlineData("הסר", " הסר ")]
    [InlineData("إيقاف", "ايقاف")]
    [InlineData("ARRÊT", "arret")]
    [InlineData("СТОП", "стоп")]
    public void Words_of_all_scripts_are_recognised(string word, string text) =>
        Assert.Equal(OptOutWord.Stop, new OptOutWords(new OptOutSettings { Stop = Of(word) }).Recognise(text));

    [Fact]
    public void Word_that_stands_for_two_things_is_refused() =>
        Assert.Throws<ArgumentException>(() => new OptOutWords(new OptOutSettings { Stop = Of("Arrêt"), Start = Of("ARRET") }));

    private static Dictionary<string, IReadOnlyList<string>> Of(string word) => new() { ["xx"] = [word] };
}
