# Each command is documented by `make help` and written in dev.py; ARGS is passed on: make test ARGS="-k menus"
PYTHON ?= python3
COMMANDS := help setup run call test test-all check bench lock

.PHONY: $(COMMANDS)
$(COMMANDS):
	@$(PYTHON) dev.py $@ $(ARGS)
