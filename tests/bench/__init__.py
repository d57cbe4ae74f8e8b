"""What a turn costs: this app beside a bare Flask route and beside the app that tutorials teach."""
