using Hangfire.AspNetCore;
using Hangfire.Logging;

namespace Notify.Server.Hosting;

/// <summary>Hangfire's log goes to the host's. Hangfire keeps its log provider in a static: of two hosts in one process the later one's serves
/// both. When that host has ended, asking it for a log throws, and Hangfire asks between taking a job and running it: the job would lie
/// until its invisibility ends. So what the ended host is asked to write is dropped.</summary>
internal sealed class JobsLog(ILoggerFactory loggers) : ILogProvider
{
    private readonly AspNetCoreLogProvider _inner = new(loggers);

    public ILog GetLogger(string name)
    {
        try
        {
            return _inner.GetLogger(name);
        }
        catch (ObjectDisposedException)
        {
            return new Nothing();
        }
    }

    private sealed class Nothing : ILog
    {
        public bool Log(Hangfire.Logging.LogLevel logLevel, Func<string>? messageFunc, Exception? exception = null) => false;
    }
}
