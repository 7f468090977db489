using System.Diagnostics;
using System.Globalization;

namespace Notify.IntegrationTests.Callbacks;

/// <summary>A snippet of the documentation, with what is around it in a program of its language.</summary>
internal sealed class Snippet : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("notify-snippet-").FullName;
    private readonly (string Program, string[] Arguments) _command;

    public Snippet(string language, string text)
    {
        var (name, program) = language switch
        {
            "python" => ("check.py", $$"""
                {{text}}
                import sys
                [_, headers, body, secret, now] = sys.argv
                for header in open(headers, encoding="utf-8").read().split("\n"):
                    print(is_genuine(header, open(body, "rb").read(), secret, int(now)))
                """),
            "javascript" => ("check.cjs", $$"""
                {{text}}
                const fs = require('node:fs')
                const [, , headers, body, secret, now] = process.argv
                for (const header of fs.readFileSync(headers, 'utf8').split('\n')) console.log(isGenuine(header, fs.readFileSync(body), secret, Number(now)))
                """),
            "shell" => ("check.sh", $$"""
                headers=$1 body_file=$2 secret=$3
                while IFS= read -r header; do (
                {{text}}
                ) || echo false; done < "$headers"
                """),
            "java" => ("Check.java", $$"""
                import java.nio.charset.StandardCharsets;
                import java.nio.file.*;
                import java.security.*;
                import java.util.*;
                import javax.crypto.Mac;
                import javax.crypto.spec.SecretKeySpec;
                class Check {
                {{text}}
                public static void main(String[] args) throws Exception {
                    for (String header : Files.readString(Path.of(args[0])).split("\n", -1)) {
                        System.out.println(isGenuine(header, Files.readAllBytes(Path.of(args[1])), args[2], Long.parseLong(args[3])));
                    }
                }
                }
                """),
            "go" => ("check.go", $$"""
                package main
                import ("crypto/hmac"; "crypto/sha256"; "encoding/hex"; "fmt"; "os"; "strconv"; "strings")
                {{text}}
                func main() {
                    headers, _ := os.ReadFile(os.Args[1])
                    body, _ := os.ReadFile(os.Args[2])
                    now, _ := strconv.ParseInt(os.Args[4], 10, 64)
                    for _, header := range strings.Split(string(headers), "\n") {
                        fmt.Println(isGenuine(header, body, os.Args[3], now))
                    }
                }
                """),
            "php" => ("check.php", $$"""
                <?php
                {{text}}
                foreach (explode("\n", file_get_contents($argv[1])) as $header) {
                    echo is_genuine($header, file_get_contents($argv[2]), $argv[3], (int) $argv[4]) ? "true\n" : "false\n";
                }
                """),
            "ruby" => ("check.rb", $$"""
                {{text}}
                headers, body, secret, now = ARGV
                File.read(headers, encoding: 'utf-8').split("\n", -1).each { |header| puts genuine?(header, File.binread(body), secret, now.to_i) }
                """),
            _ => throw new ArgumentOutOfRangeException(nameof(language)),
        };
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, program + "\n");
        _command = (Program(language), language == "go" ? ["run", file] : [file]);
    }

    public static bool CanRun(string language) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Program(language))));

    /// <summary>Fails when the snippet throws, or says anything else.</summary>
    public async Task<List<(string Header, bool IsGenuine)>> JudgeAsync(IReadOnlyList<(string Header, bool IsGenuine)> headers, byte[] body, string secret, long now)
    {
        var (headersFile, bodyFile) = (Path.Combine(_folder, "headers"), Path.Combine(_folder, "body"));
        await File.WriteAllTextAsync(headersFile, string.Join('\n', headers.Select(one => one.Header)) + (_command.Program == "sh" ? "\n" : ""));
        await File.WriteAllBytesAsync(bodyFile, body);
        var start = new ProcessStartInfo(_command.Program, [.. _command.Arguments, headersFile, bodyFile, secret, now.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["GOCACHE"] = Path.Combine(Path.GetTempPath(), "notify-go-cache");
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync();
        Assert.True((await errors).Length == 0, await errors);
        Assert.Equal(headers.Count, lines.Length);
        return [.. headers.Zip(lines, (one, line) => (one.Header, line is "true" or "True" or "genuine"))];
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Program(string language) => language switch
    {
        "python" => "python3",
        "javascript" => "node",
        "shell" => "sh",
        _ => language,
    };
}
