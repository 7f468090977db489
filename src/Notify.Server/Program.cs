using Notify.Server.Cli;

return await NotifyCommand.RunAsync(args);
