using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Notify.TestKit.Server;

/// <summary>Keeps the last warnings and errors that a server of a test has logged: test runners swallow its console, and what it said is
/// the first thing to read when a test waits in vain.</summary>
/// <param name="lines">Where they go, one line each, oldest first.</param>
internal sealed class RecentWarnings(ConcurrentQueue<string> lines) : ILoggerProvider
{
    private const int Most = 30;

    public ILogger CreateLogger(string categoryName) => new Log(lines, categoryName);

    public void Dispose()
    {
    }

    private sealed class Log(ConcurrentQueue<string> lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
            {
                return;
            }

            lines.Enqueue($"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {category}: {formatter(state, exception)} {exception}");
            while (lines.Count > Most)
            {
                lines.TryDequeue(out _);
            }
        }
    }
}
